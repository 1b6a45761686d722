/** `router[:<host>]`: the home's own router, which has the address that everybody else only sees. */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { createRouter, type Router } from "./router.ts";

/** The source of a router: `host` as in `createRouter`, `name` as it is shown. */
export type RouterSources = (host: string | undefined, name: string) => AddressSource;

/** Makes the sources of one factory: those that mean the same router share what is known of it and listen together. */
export function createRouterSources(context: SourceContext): RouterSources {
  const routers = new Map<string, Router>();
  return (host, name) => {
    const router = routers.get(name) ?? createRouter(host, name, context);
    routers.set(name, router);
    return { name, detect: router.detect, watch: router.watch };
  };
}
