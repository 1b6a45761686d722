/** What all components share: cards, buttons, badges, small print. */

import { css } from "lit";

export const sharedStyle = css`
  :host {
    display: block;
    min-width: 0;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .card {
    background: var(--d-card);
    border: 1px solid var(--d-line);
    border-radius: var(--d-radius);
    box-shadow: var(--d-shade);
    padding: 18px 20px;
    height: 100%;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  h2 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    letter-spacing: 0.005em;
  }
  h2 small {
    margin-left: 6px;
    font-size: 13px;
    font-weight: 400;
    color: var(--d-muted);
  }
  p {
    margin: 0;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .muted {
    color: var(--d-muted);
  }
  .small {
    font-size: 13px;
  }
  .mono {
    font-family: var(--d-mono);
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .empty {
    margin-top: 8px;
    color: var(--d-muted);
  }
  .problem {
    margin-top: 8px;
    padding: 8px 12px;
    border-radius: 8px;
    border-left: 3px solid var(--d-bad);
    background: color-mix(in srgb, var(--d-bad) 9%, transparent);
    overflow-wrap: anywhere;
  }
  .problem.mild {
    border-left-color: var(--d-warn);
    background: color-mix(in srgb, var(--d-warn) 10%, transparent);
  }
  .tag {
    display: inline-block;
    padding: 0 7px;
    border-radius: 6px;
    border: 1px solid var(--d-line);
    font-size: 12px;
    line-height: 19px;
    color: var(--d-muted);
    white-space: nowrap;
  }
  button {
    font: inherit;
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
    min-height: 40px;
    padding: 9px 16px;
    border-radius: 10px;
    border: 1px solid var(--d-line);
    background: transparent;
    color: var(--d-text);
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    white-space: nowrap;
    transition:
      background 0.15s,
      box-shadow 0.15s,
      border-color 0.15s;
  }
  button:hover {
    background: color-mix(in srgb, var(--d-text) 6%, transparent);
  }
  button.primary {
    background: var(--d-button);
    border-color: transparent;
    color: var(--d-on-accent);
  }
  button.primary:hover {
    background: var(--d-button);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--d-button) 30%, transparent);
  }
  button[aria-disabled="true"] {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--d-accent);
    outline-offset: 2px;
  }
  summary {
    width: fit-content;
    padding: 3px 0;
    border-radius: 4px;
    color: var(--d-muted);
    cursor: pointer;
  }
  summary:hover {
    color: var(--d-text);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg {
    flex: none;
    display: block;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .turning {
    animation: turn 1.4s linear infinite;
  }
  @media (max-width: 520px) {
    .card {
      padding: 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
