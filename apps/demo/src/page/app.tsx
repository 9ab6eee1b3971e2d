// The page: which view is shown follows from the address.

import { Fragment, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { EngineState } from "../lab/protocol.ts";
import { EngineLine } from "../parts/engine-line.tsx";
import { ThemeButton } from "../parts/theme-button.tsx";
import { VIEWS } from "../views/views.tsx";
import { announce, announceIn } from "./announce.ts";
import { sentenceOf } from "./failure.ts";
import { LabClient } from "./lab-client.ts";
import { LabContext } from "./lab-context.ts";
import { keepOffline } from "./offline.ts";
import { useVisit } from "./use-address.ts";

export function App(): JSX.Element {
  const { address, count, renew } = useVisit();
  const [client, setClient] = useState(() => new LabClient());
  const [engine, setEngine] = useState<EngineState>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    setEngine(undefined);
    setFailure(undefined);
    // Told on from here: a graphics processor is tried when networks run already.
    client.call("watch", null, { tell: setEngine }).catch(() => undefined);
    client.call("start", { provider: "auto" }).then(
      (state) => {
        setEngine((told) => told ?? state);
        announce(`Ready: ${state.name}`);
      },
      (error) => setFailure(sentenceOf(error)),
    );
    void client.ended.then((error) => setFailure(sentenceOf(error)));
    return () => client.close();
  }, [client]);
  const settled = engine !== undefined || failure !== undefined;
  useEffect(() => {
    if (settled) keepOffline();
  }, [settled]);
  const lab = useMemo(() => ({ client, engine }), [client, engine]);
  const shown = VIEWS.find(({ view }) => view === address.view) ?? VIEWS[0];
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // Who comes from elsewhere in the page begins at the top of what is new.
    if (count > 0) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [count]);
  useEffect(() => {
    document.title = shown.view === "" ? "Stillpoint: what a student learned" : `${shown.name} · Stillpoint`;
  }, [shown]);
  return (
    <LabContext.Provider value={lab}>
      {/* No link: the address after # names the view. */}
      <button
        type="button"
        class="skip"
        onClick={() => {
          main.current?.focus();
          main.current?.scrollIntoView();
        }}
      >
        Skip to the view
      </button>
      <header class="top">
        <a class="brand" href="#/">
          Stillpoint
        </a>
        <nav aria-label="Views">
          {VIEWS.map(({ view, name }) => (
            <a key={view} href={`#/${view}`} aria-current={view === shown.view ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Fragment key={count}>{shown.draw(address)}</Fragment>
      </main>
      <footer>
        <EngineLine
          engine={engine}
          failure={failure}
          onRestart={() => {
            renew();
            setClient(new LabClient());
          }}
        />
        <p class="soft">Everything is computed in this browser. Nothing you drop leaves it.</p>
        <p class="unseen" aria-live="polite" ref={announceIn} />
      </footer>
    </LabContext.Provider>
  );
}
