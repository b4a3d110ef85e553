/** The list of apps. */
import { render } from "preact";
import "../ui";
import "./home.css";
import { showFavicon } from "../host/favicon";
import { Home } from "./home/home";
import { readPage, rootElement } from "./page";
import { applyTheme } from "./theme";

applyTheme();
showFavicon();
const page = readPage();
render(<Home user={page.user} />, rootElement());
