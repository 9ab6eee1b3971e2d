import { type ErrorCode, ensure } from "@stillpoint/core";

/** Says whether a promise is kept; throws where it is not. */
export type Promised = (ok: boolean, expectation: string, got: string) => void;

/** Promises of one subject: a broken one throws `code`, `subject: expected ...; got ...; remedy`. */
export const promiseOf =
  (code: ErrorCode, subject: string, remedy: string): Promised =>
  (ok, expectation, got) =>
    ensure(ok, code, () => `${subject}: expected ${expectation}; got ${got}; ${remedy}`);
