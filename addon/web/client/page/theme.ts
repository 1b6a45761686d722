/** Colours of the page: the browser's light or dark, or those of the Home Assistant page around it. */

import { legible, type Rgb } from "../look/contrast.ts";

/** Variables of Home Assistant's themes that `page-style.ts` uses (read from its frontend, 2026-07). */
const BORROWED: readonly string[] = [
  "--primary-background-color",
  "--card-background-color",
  "--ha-card-background",
  "--ha-card-border-radius",
  "--primary-text-color",
  "--secondary-text-color",
  "--divider-color",
  "--primary-color",
  "--text-primary-color",
  "--success-color",
  "--warning-color",
  "--error-color",
];

/**
 * Takes the theme over from the page that frames this one, now and when it changes. A frame inherits no variables, but
 * ingress has Home Assistant's origin, so they can be read. Where they cannot, the browser's preference holds.
 */
export function followHomeAssistantTheme(own: HTMLElement): void {
  const outer = outerRoot();
  if (outer === undefined) return;
  const borrow = () => {
    const theirs = getComputedStyle(outer);
    for (const name of BORROWED) {
      const value = theirs.getPropertyValue(name).trim();
      if (value === "") own.style.removeProperty(name);
      else own.style.setProperty(name, value);
    }
    const background = theirs.getPropertyValue("--primary-background-color").trim();
    if (background === "") delete own.dataset["scheme"];
    else own.dataset["scheme"] = isDark(rgbOf(background, own)) ? "dark" : "light";
    // Home Assistant's own blue is too light for its own white.
    const button = legible(rgbOf("var(--d-accent)", own), rgbOf("var(--d-on-accent)", own));
    own.style.setProperty("--d-button", `rgb(${button.join(" ")})`);
  };
  borrow();
  new MutationObserver(borrow).observe(outer, { attributes: true, attributeFilter: ["style", "class"] });
}

function outerRoot(): HTMLElement | undefined {
  if (window.parent === window) return undefined;
  try {
    return window.parent.document.documentElement;
  } catch {
    // Framed by another origin: nothing to read.
    return undefined;
  }
}

function isDark([red, green, blue]: Rgb): boolean {
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}

/** Any notation of CSS: the browser itself turns it into numbers. */
function rgbOf(colour: string, scratch: HTMLElement): Rgb {
  const probe = document.createElement("span");
  probe.style.color = colour;
  scratch.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  // Mixed colours come as parts of one, `color(srgb 0.5 …)`.
  const scale = computed.startsWith("color(") ? 255 : 1;
  const [red = 255, green = 255, blue = 255] = (computed.match(/[\d.]+/g) ?? []).map(Number);
  return [red * scale, green * scale, blue * scale];
}
