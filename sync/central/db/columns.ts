// Kinds of columns, as Kysely reads and writes them.
import type { ColumnType } from 'kysely';

/** timestamptz: a Date both ways. */
export type Moment = ColumnType<Date, Date, Date>;
export type OptionalMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** jsonb: written as text, read as whatever it is (parse it). */
export type Json = ColumnType<unknown, string, string>;
export type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>;
