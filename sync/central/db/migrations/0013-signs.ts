// What the mailbox's health is read from, by index. Only additions (decision 0010).
export const signs: readonly string[] = [
  `create index announcements_waiting on announcements (created_at) where sent_at is null and failed is null`,
  `create index announcements_recent on announcements (created_at desc) where sent_at is not null or failed is not null`,
];
