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
import "./styles/own.css";
import { render } from "preact";
import { App } from "./page/app.tsx";

const place = document.getElementById("app");
if (place !== null) render(<App />, place);
