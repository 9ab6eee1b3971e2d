// Every failure a user can cause or meet is one class with a stable code.

/**
 * Stable error codes. They are API: a code keeps its meaning between majors, messages may improve.
 *
 * - `USAGE` the request itself is wrong (exit code 2 on the command line)
 * - `INPUT` a file or data set cannot be read or does not fit
 * - `SHAPE` an array has another size than its contract says
 * - `RANGE` a number lies outside its domain
 * - `NOT_FINITE` NaN or infinity where a number is needed
 * - `DEGENERATE` the quantity is not defined for this sample (no background unit, features that never move)
 * - `ADAPTER` an adapter broke its contract
 * - `MODEL` a network cannot be read, cut or run
 * - `OPERATOR` an operator of the network has no gradient rule
 * - `LAYER` a tensor name does not exist in the network
 * - `RUNTIME` the engine underneath failed (a worker died, out of memory)
 * - `STORAGE` results cannot be written
 * - `INTERRUPTED` stopped by the caller's AbortSignal
 */
export type ErrorCode =
  | "USAGE"
  | "INPUT"
  | "SHAPE"
  | "RANGE"
  | "NOT_FINITE"
  | "DEGENERATE"
  | "ADAPTER"
  | "MODEL"
  | "OPERATOR"
  | "LAYER"
  | "RUNTIME"
  | "STORAGE"
  | "INTERRUPTED";

/** The one error class. Messages read `subject: expected ...; got ...; what to do`. */
export class StillpointError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StillpointError";
    this.code = code;
  }
}

/** Throws `StillpointError` with `code` unless `ok`; the message is built only on failure. */
export function ensure(ok: boolean, code: ErrorCode, message: () => string): asserts ok {
  if (!ok) throw new StillpointError(code, message());
}
