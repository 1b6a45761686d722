/** What identifies a refusing answer travels with the error, for whoever asks Cloudflare about it. */

import { expect, test } from "vitest";
import { DdnsError, openAccount, Secret } from "../../../src/index.ts";
import { startSandbox } from "../../sandbox/index.ts";

test("a token without permission / listing refused / the error holds status and ray", async () => {
  const token = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org" }], tokens: [{ value: token, permissions: [] }] },
  });
  const account = openAccount({ token: new Secret(token), baseUrl: sandbox.url });
  const error = await account.lists.waf
    .lists("0123456789abcdef0123456789abcdef", AbortSignal.timeout(5000))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DdnsError);
  expect(error).toMatchObject({
    code: "PERMISSION_DENIED",
    answer: { status: 403, ray: expect.stringMatching(/^[0-9a-f]+-[A-Z]+$/) },
  });
  account.close();
  await sandbox.close();
});
