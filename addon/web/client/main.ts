/** Where the browser starts: colours first, then the page. */

import { pageStyle } from "./look/page-style.ts";
import { followHomeAssistantTheme } from "./page/theme.ts";
import "./page/dashboard.ts";

if (pageStyle.styleSheet !== undefined) document.adoptedStyleSheets.push(pageStyle.styleSheet);
followHomeAssistantTheme(document.documentElement);
