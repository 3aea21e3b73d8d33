// The bell's topic for anything new about an account, as the page behind its slip hears it.

export const accountTopic = (accountId: string): string => `account:${accountId}`;
