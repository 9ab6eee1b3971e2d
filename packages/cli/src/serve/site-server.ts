// Serves a static site to this machine alone.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { StillpointError } from "@stillpoint/core";
import { answer, refusal } from "./answer.ts";
import type { SiteFile } from "./site-files.ts";

/** A server that listens; `close` ends it at once, whoever is connected. */
export interface SiteServer {
  /** `http://127.0.0.1:43567/`. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/** Listens on a port of the loopback address, 0 for a free one. Throws `RUNTIME` for one that cannot be had. */
export async function serveSite(files: ReadonlyMap<string, SiteFile>, port: number): Promise<SiteServer> {
  const server = createServer((request, response) => void respond(files, request, response));
  // What is no HTTP gets no page of ours.
  server.on("clientError", (_, socket) => socket.destroy());
  await listening(server, port);
  const place = server.address();
  const got = typeof place === "object" && place !== null ? place.port : port;
  return {
    address: `http://${LOOPBACK}:${got}/`,
    port: got,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  files: ReadonlyMap<string, SiteFile>,
  { method = "", url = "", headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {
    status,
    headers: said,
    body,
  } = await answer(files, { method, target: url, headers }).catch(() =>
    refusal(500, "file: expected one that can be read; got none; start the command again"),
  );
  response.writeHead(status, said);
  response.end(method === "HEAD" ? undefined : body);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(notListening(port, cause)));
    server.listen(port, LOOPBACK, () => resolve());
  });
}

function notListening(port: number, cause: NodeJS.ErrnoException): StillpointError {
  const got =
    cause.code === "EADDRINUSE"
      ? "one that another program listens on"
      : cause.code === "EACCES"
        ? "one that this user may not listen on"
        : cause.message;
  return new StillpointError(
    "RUNTIME",
    `port ${port}: expected a free one; got ${got}; choose another with --port, or leave it out for a free one`,
    { cause },
  );
}
