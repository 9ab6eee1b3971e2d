import "@stillpoint/viewer/styles/theme.css";
import "@stillpoint/viewer/styles/base.css";
import { render } from "preact";
import { App } from "./page/app.tsx";

const place = document.getElementById("app");
if (place !== null) render(<App />, place);
