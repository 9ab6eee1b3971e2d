// The idea in three sentences and one moving picture.

import type { JSX } from "preact";

export function Start(): JSX.Element {
  return (
    <>
      <h1>See what a student network learned</h1>
      <p class="lead">
        Take any part of an input, a patch of a picture, a point of a cloud, a word, and add noise to it until a layer’s
        features move. A part that bears hardly any noise is one the layer keeps: a knowledge point. Compare the
        knowledge points of a student that was taught by another network with those of one trained alone, and you see
        what teaching handed over.
      </p>
      <p>
        <a class="button" href="#/images">
          Look at pictures
        </a>
      </p>
    </>
  );
}
