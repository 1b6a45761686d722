/** Answers the dashboard's requests: one short handler per route. */

import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Service } from "../../service/service-view.ts";
import { type DashboardPast, type DashboardState, PAGE_HEADER } from "../wire.ts";
import { errorAnswer, refusal } from "./answers.ts";
import type { EventStreams } from "./events.ts";
import type { HealthWatch } from "./health.ts";
import { METRICS_TYPE } from "./measures/exposition.ts";
import { shortStatus } from "./measures/short-status.ts";
import {
  MAX_BODY_BYTES,
  type ParsedBody,
  parseEmptyBody,
  parseLeaveBody,
  parsePauseBody,
  parseProxiedBody,
  readBody,
} from "./request-body.ts";

/** The built page and its program, as text. */
export interface DashboardAssets {
  readonly html: string;
  readonly script: string;
}

export interface RouteParts {
  readonly service: Service;
  readonly assets: DashboardAssets;
  readonly health: HealthWatch;
  readonly streams: EventStreams;
  readonly version: string;
  readonly state: () => DashboardState;
  readonly past: () => DashboardPast;
  readonly metrics: () => string;
  readonly survey: (() => Promise<unknown[]>) | undefined;
  /** Hears of errors that are not DdnsError. */
  readonly onUnexpected: () => void;
}

/** All routes, without the gate. Paths are relative to where a proxy puts us; nothing in here knows that prefix. */
export function createRoutes(parts: RouteParts): Hono {
  const { service, assets } = parts;
  const app = new Hono();

  app.get("/", (c) => c.html(assets.html));
  app.get("/dashboard.js", (c) =>
    c.body(assets.script, 200, { "Content-Type": "text/javascript; charset=utf-8" }),
  );

  app.get("/healthz", (c) => {
    const status = parts.health.health();
    return c.json({ status }, status === "stalled" ? 503 : 200);
  });

  app.get("/metrics", (c) => c.body(parts.metrics(), 200, { "Content-Type": METRICS_TYPE }));
  app.get("/api/status", (c) => c.json(shortStatus(service, parts.version, parts.health.health())));

  app.get("/api/view", (c) => c.json({ ...parts.state(), past: parts.past() }));
  app.get("/api/events", (c) => {
    // A HEAD answer drops the body unread, and nobody would ever end the stream.
    if (c.req.method === "HEAD") return c.body(null, 200, { "Content-Type": "text/event-stream" });
    return (
      parts.streams.open(c.req.query("page")) ??
      refusal(503, "TOO_MANY", "Too many dashboards are open. Close one and reload.")
    );
  });

  // Both ask the network. Many clicks, or many pages, share one answer.
  const plan = shared(() => service.plan());
  app.use("/api/plan", onlyFromOurPage);
  app.use("/api/survey", onlyFromOurPage);
  app.get("/api/plan", async (c) => c.json(await plan()));
  const { survey } = parts;
  if (survey !== undefined) {
    const answer = shared(survey);
    app.get("/api/survey", async (c) => c.json({ sources: await answer() }));
  }

  app.post("/api/update", (c) =>
    withBody(c, parseEmptyBody, async () => {
      service.updateNow();
    }),
  );
  app.post("/api/leave", (c) => withBody(c, parseLeaveBody, async (page) => parts.streams.leave(page)));
  app.post("/api/pause", (c) => withBody(c, parsePauseBody, (paused) => service.setPaused(paused)));
  app.post("/api/proxied", (c) =>
    withBody(c, parseProxiedBody, ({ name, type, proxied }) => service.setProxied(name, type, proxied)),
  );

  app.notFound(() => refusal(404, "NOT_FOUND", "There is nothing at this address."));
  app.onError((error) => {
    const answer = errorAnswer(error);
    if (answer.status === 500) parts.onUnexpected();
    return answer;
  });
  return app;
}

/**
 * A read that causes work needs a header that no foreign page can send without asking first, and we never say yes:
 * over plain http a browser tells neither origin nor site of a GET.
 */
const onlyFromOurPage: MiddlewareHandler = async (c, next) =>
  c.req.header(PAGE_HEADER) === undefined
    ? refusal(403, "HEADER_NEEDED", `This asks the network, so it needs the header "${PAGE_HEADER}: 1".`)
    : next();

/** Parses the body and acts on it; what is not understood is a 400. */
async function withBody<Value>(
  c: Context,
  parse: (text: string) => ParsedBody<Value>,
  act: (value: Value) => Promise<void>,
): Promise<Response> {
  const read = await readBody(c.req.raw);
  if (read.kind === "too-large")
    return refusal(413, "TOO_LARGE", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (read.kind === "broken-off")
    return refusal(400, "BAD_INPUT", "The body broke off before its end. Send the request again.");
  const body = parse(read.text);
  if (!body.ok) return refusal(400, "BAD_INPUT", body.message);
  await act(body.value);
  return c.json({ ok: true });
}

/** `ask`, but a call while another is under way gets that one's answer. */
function shared<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let pending: Promise<Value> | undefined;
  return () => {
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
