// What is to be known of what is shown, a sentence each.

import type { JSX } from "preact";

export function Notes({ notes }: { readonly notes: readonly string[] }): JSX.Element {
  return (
    <>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </>
  );
}
