/** The bell's topic of messages that may be due: rung when one is posted, let go, or wholly delivered. */
export const courierTopic = 'messages';
