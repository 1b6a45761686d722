/** The looks of the site: the generator's own, with the colours of the dashboard and room for wide tables. */

import DefaultTheme from "vitepress/theme";
import "./style.css";

export default DefaultTheme;
