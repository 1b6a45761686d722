/** The page's colours and measures, as variables that reach into every component. */

import { css } from "lit";

const dark = css`
  --d-page: var(--primary-background-color, #101418);
  --d-card: var(--ha-card-background, var(--card-background-color, #191e24));
  --d-text: var(--primary-text-color, #e6eaed);
  --d-muted: var(--secondary-text-color, #9ba6af);
  --d-line: var(--divider-color, #2a3138);
  --d-accent: var(--primary-color, #58bce0);
  --d-on-accent: var(--text-primary-color, #07222d);
  --d-good: var(--success-color, #5cc98a);
  --d-warn: var(--warning-color, #f0b349);
  --d-bad: var(--error-color, #f2786b);
  --d-orange: #f6a04d;
  --d-shade: 0 1px 2px rgb(0 0 0 / 0.3);
`;

/** Adopted by the document. */
export const pageStyle = css`
  :root {
    color-scheme: light;
    --d-page: var(--primary-background-color, #f3f5f7);
    --d-card: var(--ha-card-background, var(--card-background-color, #ffffff));
    --d-text: var(--primary-text-color, #1b2329);
    --d-muted: var(--secondary-text-color, #59656e);
    --d-line: var(--divider-color, #e2e7eb);
    --d-accent: var(--primary-color, #0a6f96);
    --d-on-accent: var(--text-primary-color, #ffffff);
    --d-good: var(--success-color, #25804c);
    --d-warn: var(--warning-color, #b36b00);
    --d-bad: var(--error-color, #c0392b);
    --d-orange: #e06c00;
    --d-shade: 0 1px 2px rgb(20 40 60 / 0.05), 0 4px 16px rgb(20 40 60 / 0.04);
    /* Words need more contrast than marks do, whatever theme these colours come from. */
    --d-warn-word: color-mix(in srgb, var(--d-warn) 45%, var(--d-text));
    --d-bad-word: color-mix(in srgb, var(--d-bad) 55%, var(--d-text));
    --d-button: var(--d-accent);
    --d-band-now: var(--d-accent);
    --d-band-one: color-mix(in srgb, var(--d-muted) 92%, var(--d-card));
    --d-band-other: color-mix(in srgb, var(--d-muted) 62%, var(--d-card));
    --d-radius: var(--ha-card-border-radius, 14px);
    --d-sans: Roboto, system-ui, -apple-system, "Segoe UI", sans-serif;
    --d-mono: ui-monospace, "SF Mono", "Roboto Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-scheme="light"]) {
      color-scheme: dark;
      ${dark}
    }
  }
  :root[data-scheme="dark"] {
    color-scheme: dark;
    ${dark}
  }
  html {
    background: var(--d-page);
  }
  body {
    margin: 0;
    background: var(--d-page);
    color: var(--d-text);
    font: 15px / 1.5 var(--d-sans);
    -webkit-text-size-adjust: 100%;
  }
`;
