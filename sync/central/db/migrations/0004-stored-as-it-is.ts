// Signed texts hardly shrink, for most of them is base64: PostgreSQL spent half of the time of storing a registration on trying.
// What is there already stays as it is and reads the same (decision 0010).
export const storedAsItIs: readonly string[] = [
  `alter table registrations alter column record_jws set storage external`,
  `alter table registrations alter column declaration set storage external`,
];
