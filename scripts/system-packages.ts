/** Installs what the tests need beyond npm, where that can be done: as root on a Debian system. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian package, and the program that shows that it is there. */
const PACKAGES: readonly (readonly [name: string, program: string, forWhat: string])[] = [
  ["mosquitto", "/usr/sbin/mosquitto", "the tests against a real broker"],
  ["mosquitto-clients", "/usr/bin/mosquitto_sub", "the tests against a real broker"],
  ["chromium", "/usr/bin/chromium", "the tests in a real browser"],
  ["buildah", "/usr/bin/buildah", "the test of the image"],
  ["busybox-static", "/bin/busybox", "the test of the image"],
  ["iproute2", "/sbin/ip", "the tests of the image, with a real router and with real name servers"],
  ["miniupnpd", "/usr/sbin/miniupnpd", "the tests with a real router"],
  ["miniupnpd-nftables", "/etc/miniupnpd/nft_init.sh", "the tests with a real router"],
  ["nftables", "/usr/sbin/nft", "the tests with a real router and with real name servers"],
  ["knot", "/usr/sbin/knotd", "the tests with real name servers"],
  ["unbound", "/usr/sbin/unbound", "the tests with real name servers"],
  ["jq", "/usr/bin/jq", "the recipe for an internal name server"],
  ["openssl", "/usr/bin/openssl", "the test of certificates"],
  ["ddclient", "/usr/bin/ddclient", "the tests of the push endpoint with real clients"],
  ["inadyn", "/usr/sbin/inadyn", "the tests of the push endpoint with real clients"],
  ["prometheus", "/usr/bin/promtool", "the check of the metrics"],
  ["apparmor", "/sbin/apparmor_parser", "the check of the app's AppArmor profile"],
];

/** Says what stays missing; the tests that need it say so again when they are skipped. */
export function installSystemPackages(): void {
  const missing = PACKAGES.filter(([, program]) => !existsSync(program));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  if (!canInstall()) {
    for (const [name, , forWhat] of missing)
      console.log(`${name} is not installed: ${forWhat} will be skipped.`);
    return;
  }
  console.log(`\n== installing ${names.join(", ")}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: "inherit", env: environment } as const;
  spawnSync("apt-get", ["update", "-q"], options);
  const { status } = spawnSync(
    "apt-get",
    ["install", "-y", "-q", "--no-install-recommends", ...names],
    options,
  );
  if (status === 0) stopServices();
  else console.log(`They could not be installed; tests that need them are skipped, or fail where CI=true.`);
}

/** Debian starts a broker and name servers of its own on their default ports, and clients that ask the internet; the tests start theirs. */
function stopServices(): void {
  if (existsSync("/run/systemd/system"))
    spawnSync(
      "systemctl",
      ["disable", "--now", "mosquitto", "ddclient", "inadyn", "prometheus", "knot", "unbound"],
      {
        stdio: "ignore",
      },
    );
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}
