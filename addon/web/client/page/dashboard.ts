/** The page: holds what the server last said, and lays the parts out. */

import { css, html, LitElement, nothing } from "lit";
import type { Detection } from "../../../../src/core/types.ts";
import type { LogLine } from "../../../service/service-view.ts";
import type { DashboardPast, DashboardState } from "../../wire.ts";
import { icon } from "../look/icons.ts";
import { sharedStyle } from "../look/shared-style.ts";
import { withNews } from "../words/past-news.ts";
import { type Place, placesOf, stripsHere } from "../words/places.ts";
import { listRows, recordRows } from "../words/rows.ts";
import { verdictOn } from "../words/verdict.ts";
import { connect, type LinkStatus } from "./connection.ts";
import "../panels/address-card.ts";
import "../panels/history-list.ts";
import "../panels/log-tail.ts";
import "../panels/past-panel.ts";
import "../panels/plan-panel.ts";
import "./status-hero.ts";
import "../panels/survey-panel.ts";
import "../things/row-list.ts";
import "../panels/told-panel.ts";
import "./waiting-card.ts";

const MAX_LINES = 200;
const TICK_MS = 5_000;

export class Dashboard extends LitElement {
  static override properties = {
    state: { state: true },
    past: { state: true },
    lines: { state: true },
    link: { state: true },
    now: { state: true },
  };
  declare state: DashboardState | undefined;
  declare past: DashboardPast;
  declare lines: readonly LogLine[];
  declare link: LinkStatus;
  declare now: number;
  /** The server's clock minus this browser's. */
  #aheadMs = 0;
  #disconnect: (() => void) | undefined;
  #ticker: number | undefined;

  static override styles = [
    sharedStyle,
    css`
      main {
        display: grid;
        gap: 16px;
        max-width: 1060px;
        margin: 0 auto;
        padding: 20px 20px 32px;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr));
        gap: 16px;
        align-items: start;
      }
      .pair.even {
        align-items: stretch;
      }
      .stack {
        display: grid;
        gap: 16px;
        min-width: 0;
      }
      .stale {
        opacity: 0.6;
      }
      .first {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 28px 24px;
        color: var(--d-muted);
      }
      footer {
        text-align: center;
        color: var(--d-muted);
        font-size: 13px;
      }
      @media (max-width: 520px) {
        main {
          gap: 12px;
          padding: 12px 12px 24px;
        }
        .pair,
        .stack {
          gap: 12px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.past = { changes: [], strips: [] };
    this.lines = [];
    this.link = "connecting";
    this.now = Date.now();
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#disconnect = connect(
      "api/events",
      {
        state: (state) => {
          this.setClock(state.now);
          this.state = state;
        },
        past: (past) => {
          this.past = past;
        },
        "past-news": (news) => {
          this.past = withNews(this.past, news);
        },
        "log-tail": (lines) => {
          this.lines = lines;
        },
        log: (lines) => {
          this.lines = [...this.lines, ...lines].slice(-MAX_LINES);
        },
        heartbeat: ({ now }) => this.setClock(now),
      },
      (status) => {
        this.link = status;
      },
    );
    this.#ticker = window.setInterval(() => {
      this.now = Date.now() + this.#aheadMs;
    }, TICK_MS);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#disconnect?.();
    window.clearInterval(this.#ticker);
  }

  override updated() {
    if (this.state !== undefined)
      document.title = `${verdictOn(this.state, this.link).headline} · Cloudflare DDNS`;
  }

  private setClock(serverNow: string) {
    this.#aheadMs = Date.parse(serverNow) - Date.now();
    this.now = Date.parse(serverNow);
  }

  override render() {
    const { state } = this;
    if (state === undefined) return html`<main>${this.beforeFirst()}</main>`;
    return html`<main>
      <status-hero .state=${state} .now=${this.now} .link=${this.link}></status-hero>
      <div class="stack ${this.link === "lost" ? "stale" : ""}">
        ${state.view.waitingFor.length > 0 ? this.waiting(state) : this.parts(state)}
        <log-tail .lines=${this.lines}></log-tail>
      </div>
      <footer>
        Cloudflare DDNS ${state.version}${state.instance === "main" ? nothing : ` · ${state.instance}`}
        ${state.view.waitingFor.length > 0 ? nothing : html` · checks ${scheduleWords(state)}`}
      </footer>
    </main>`;
  }

  private beforeFirst() {
    return this.link === "lost"
      ? html`<div class="card first" role="alert">
          ${icon("alert", 24)}<span>The service cannot be reached. Is it running? Trying again…</span>
        </div>`
      : html`<div class="card first" role="status">${icon("refresh", 24, "turning")}<span>Loading…</span></div>`;
  }

  private waiting(state: DashboardState) {
    return html`<waiting-card .missing=${state.view.waitingFor} .framed=${window.parent !== window}></waiting-card>`;
  }

  private parts(state: DashboardState) {
    const { told = [] } = state.view;
    const strips = stripsHere(this.past.strips, state);
    return html`${placesOf(state).map((place) => this.addresses(state, place))}
      ${
        strips.length === 0
          ? nothing
          : html`<past-panel .strips=${strips} .timeZone=${state.timeZone} .now=${this.now}></past-panel>`
      }
      <row-list
        .heading=${"Records"}
        .rows=${recordRows(state)}
        .now=${this.now}
        .empty=${"No record sets are managed. Name them in the settings."}
      ></row-list>
      ${state.lists.length === 0 ? nothing : html`<row-list .heading=${"Lists"} .rows=${listRows(state)} .now=${this.now}></row-list>`}
      <div class="pair">
        <div class="stack">
          <plan-panel .state=${state} .now=${this.now}></plan-panel>
          ${told.length === 0 ? nothing : html`<told-panel .told=${told} .now=${this.now}></told-panel>`}
          ${state.survey ? html`<survey-panel></survey-panel>` : nothing}
        </div>
        <history-list .state=${state} .changes=${this.past.changes} .now=${this.now}></history-list>
      </div>`;
  }

  private addresses(state: DashboardState, { site, shown, ...detections }: Place) {
    const { report, lastCheck } = state.view;
    const card = (family: 4 | 6, detection: Detection | undefined) =>
      html`<address-card
        .family=${family}
        .site=${shown}
        .detection=${detection}
        .history=${this.past.changes}
        .seenAt=${lastCheck}
        .now=${this.now}
        .nat=${family === 4 && site === "" ? report?.nat : undefined}
      ></address-card>`;
    const { ipv4, ipv6 } = detections;
    // A family that is not managed does not exist here.
    const families = [ipv4 === "none" ? nothing : card(4, ipv4), ipv6 === "none" ? nothing : card(6, ipv6)];
    return html`<div class="pair even">${families}</div>`;
  }
}

/** `@every 5m` says itself; fields of cron need their time zone. */
function scheduleWords(state: DashboardState): string {
  const { schedule, timeZone } = state;
  if (schedule === "@once") return "once";
  return schedule.startsWith("@") ? schedule.slice(1) : `at ${schedule} (${timeZone})`;
}

customElements.define("ddns-dashboard", Dashboard);
