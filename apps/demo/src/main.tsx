import "@stillpoint/viewer/styles/theme.css";
import "@stillpoint/viewer/styles/base.css";
import "@stillpoint/viewer/styles/charts.css";
import "@stillpoint/viewer/styles/tables.css";
import "@stillpoint/viewer/styles/browser.css";
import "@stillpoint/viewer/styles/layouts.css";
import "@stillpoint/viewer/styles/comparisons.css";
import "@stillpoint/viewer/styles/cross.css";
import "@stillpoint/viewer/styles/facts.css";
import "./styles/demo.css";
import "./styles/clouds.css";
import "./styles/texts.css";
import "./styles/own.css";
import { render } from "preact";
import { App } from "./page/app.tsx";

const place = document.getElementById("app");
// A task of its own: reading the script was one already.
setTimeout(() => {
  if (place !== null) render(<App />, place);
});
