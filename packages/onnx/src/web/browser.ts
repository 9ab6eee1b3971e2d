// What is used of a browser, spelled out: packages are compiled without its library of types.

/** What is used of a `Worker`. */
export interface PageWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** Starts a module worker. */
export type StartWorker = () => PageWorker;
