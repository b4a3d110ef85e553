/** The settings of a person and of their workspaces. */
import { render } from "preact";
import "../ui";
import "./settings.css";
import { readPage, rootElement } from "./page";
import { Settings } from "./settings/settings";
import { applyTheme } from "./theme";

applyTheme();
const page = readPage();
render(<Settings user={page.user} workspaces={page.workspaces ?? []} />, rootElement());
