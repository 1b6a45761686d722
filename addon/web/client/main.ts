/** Where the browser starts: colours first, then the page. */

import { pageStyle } from "./page-style.ts";
import { followHomeAssistantTheme } from "./theme.ts";
import "./dashboard.ts";

if (pageStyle.styleSheet !== undefined) document.adoptedStyleSheets.push(pageStyle.styleSheet);
followHomeAssistantTheme(document.documentElement);
