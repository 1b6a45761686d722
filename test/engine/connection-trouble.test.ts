/** A connection that failed is told in the same words for Cloudflare's API and for sources, the likeliest cause first. */

import { describe, expect, test } from "vitest";
import { failureOf } from "../../src/adapters/cloudflare/errors.ts";
import { connectionTrouble } from "../../src/adapters/connection-trouble.ts";
import { exchange, HttpFailure } from "../../src/adapters/http.ts";
import { openAccount, Secret } from "../../src/index.ts";
import { createBench, detect, outcome } from "../unit/sources/kit.ts";

const READ = { task: "list the zones of this token", kind: "read" } as const;
const never = new AbortController().signal;

const CASES: readonly (readonly [code: string, what: RegExp, step: RegExp])[] = [
  ["ENOTFOUND", /name/, /name server.*Pi-hole/],
  ["EAI_NODATA", /name/, /name server.*Pi-hole/],
  ["EAI_AGAIN", /could not be looked up: the name server does not answer/, /this machine's name server/],
  ["ECONNREFUSED", /refused the connection/, /firewall or a proxy/],
  ["ECONNRESET", /broke the connection/, /firewall or a proxy/],
  ["ETIMEDOUT", /did not answer in time/, /internet connection.*firewall/],
  ["ENETUNREACH", /cannot be reached/, /network/],
  ["EHOSTUNREACH", /cannot be reached/, /network/],
  ["EADDRNOTAVAIL", /cannot be reached/, /network/],
  ["EAFNOSUPPORT", /cannot be reached/, /network/],
  ["EPERM", /must not be reached from here/, /own firewall/],
  ["EMFILE", /run out of connections/, /limit of open files/],
  ["CERT_NOT_YET_VALID", /certificate that is not valid yet/, /^set this machine's clock/],
  ["CERT_HAS_EXPIRED", /certificate that has expired/, /^check this machine's clock/],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", /not trusted/, /SSL_CERT_FILE or NODE_EXTRA_CA_CERTS/],
  ["SELF_SIGNED_CERT_IN_CHAIN", /not trusted/, /SSL_CERT_FILE or NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /not trusted/, /SSL_CERT_FILE or NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /not trusted/, /SSL_CERT_FILE or NODE_EXTRA_CA_CERTS/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", /certificate for another name/, /captive portal/],
  ["ERR_SSL_WRONG_VERSION_NUMBER", /does not speak TLS/, /port of the URL.*proxy/],
  ["EPROTO", /does not speak TLS/, /port of the URL.*proxy/],
  ["HPE_INVALID_CONSTANT", /did not answer in HTTP/, /port of the URL.*proxy/],
  ["ESOMETHINGNEW", /failed \(ESOMETHINGNEW\)/, /internet connection/],
];

test.each(CASES)("%s / told by API and source / what it is and what to do", async (code, what, step) => {
  const failure = new HttpFailure("unreachable", false, code);
  const trouble = connectionTrouble(failure);
  expect(trouble.what).toMatch(what);
  expect(trouble.step).toMatch(step);

  const { error } = failureOf(failure, READ, never);
  expect(error.code).toBe("UNAVAILABLE");
  expect(error.message).toBe(
    `Cloudflare could not be asked to list the zones of this token: its API ${trouble.what}, so ${trouble.step}. It will be tried again.`,
  );

  const { factory } = createBench({
    lookup: (_name, _options, callback) => callback(Object.assign(new Error("lost"), { code }), "", 4),
  });
  const told = outcome(await factory({ kind: "url", url: "http://echo.test/" }).detect(4, never));
  expect(told).toContain(connectionTrouble(failure, 4).what);
  expect(told).toContain(trouble.step);
});

describe("a filter that answers with this machine's own address", () => {
  test.each(["0.0.0.0", "127.0.0.1", "::", "::1", "127.0.1.1"])(
    "%s / refused / the filter is named",
    (address) => {
      const { what, step } = connectionTrouble(
        new HttpFailure("unreachable", false, "ECONNREFUSED", address),
      );
      expect(what).toContain(`${address}, which is this machine itself`);
      expect(step).toMatch(/Pi-hole.*\/etc\/hosts/);
    },
  );

  test("an address of the internet / refused / no word of a filter", () => {
    const failure = new HttpFailure("unreachable", false, "ECONNREFUSED", "104.16.1.1");
    expect(connectionTrouble(failure).step).not.toMatch(/Pi-hole/);
  });

  test("a name, and an address somebody wrote / nobody listens / only the name was led astray", async () => {
    const ask = (url: string) =>
      exchange({
        url: new URL(url),
        maxBytes: 1,
        signal: never,
        // Two addresses, tried one after the other, as a name with both families has them.
        lookup: (_name, _options, callback) =>
          callback(null, [
            { address: "127.0.0.2", family: 4 },
            { address: "127.0.0.3", family: 4 },
          ]),
      }).catch((thrown: unknown) => thrown);
    expect(await ask("http://echo.test:9/")).toMatchObject({
      systemCode: "ECONNREFUSED",
      address: "127.0.0.2",
    });
    expect(await ask("http://127.0.0.2:9/")).toMatchObject({
      systemCode: "ECONNREFUSED",
      address: undefined,
    });
  });
});

test("three hosts fail alike / asked / the next step stands once", async () => {
  const { factory } = createBench({
    lookup: (_name, _options, callback) =>
      callback(Object.assign(new Error("lost"), { code: "EAI_AGAIN" }), "", 4),
  });
  const told = String(outcome(await detect(factory, { kind: "cloudflare.trace" })));
  expect(told.match(/does not answer/g)?.length).toBeGreaterThan(1);
  expect(told.match(/check this machine's name server/g)).toHaveLength(1);
  expect(told).toMatch(/connection to it$/);
});

test("nobody listens at the API / list zones / one sentence, and nothing of the token", async () => {
  const token = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
  const account = openAccount({
    token: new Secret(token),
    baseUrl: "http://127.0.0.1:9",
    updateTimeoutMs: 4000,
  });
  const error = await account.dns.zones([], never).catch((thrown: unknown) => thrown);
  account.close();
  expect(error).toMatchObject({ code: "UNAVAILABLE" });
  expect(String(error)).toMatch(
    /its API refused the connection, so look for a firewall or a proxy in between\./,
  );
  expect(String(error)).not.toContain(token);
});
