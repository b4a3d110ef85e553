/** The list of apps. */
import { render } from "preact";
import "../ui";
import "./home.css";
import { Home } from "./home/home";
import { readPage, rootElement } from "./page";
import { applyTheme } from "./theme";

applyTheme();
const page = readPage();
render(<Home user={page.user} workspaces={page.workspaces ?? []} />, rootElement());
