/** The ways to run it elsewhere: the files parse, the settings in them are good, the workflows do what they must. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseInvocation } from "../../addon/cli/arguments.ts";
import { runCommandLine } from "../command-line/command-line.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (name: string): string => readFileSync(`${ROOT}${name}`, "utf8");
const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

/** `check` takes the settings, with the secrets where the files say they are, and finds nothing to remark. */
async function expectGood(environment: Record<string, string>, folder?: string): Promise<void> {
  const named = Object.entries(environment).filter(([name]) => name.endsWith("_FILE"));
  expect(named.map(([, file]) => file).filter((file) => !file.startsWith(`${folder}/`))).toEqual([]);
  const files = Object.fromEntries(
    named.map(([name, file]) => [file, name.includes("TOKEN") ? `${TOKEN}\n` : "a long password\n"]),
  );
  if (environment["WEB_ADDRESS"] !== undefined) expect(environment).toHaveProperty("WEB_PASSWORD_FILE");
  const answer = await runCommandLine(["check", "--json"], environment, { files });
  expect(answer.json()).toMatchObject({ ok: true, problems: [], warnings: [] });
  expect(answer.status).toBe(0);
}

interface Compose {
  readonly services: {
    readonly "cloudflare-ddns": {
      readonly image: string;
      readonly environment: Record<string, string>;
      readonly secrets: readonly string[];
      readonly volumes: readonly string[];
      readonly read_only: boolean;
      readonly mem_limit: string;
      readonly pids_limit: number;
    };
  };
  readonly secrets: object;
  readonly volumes: object;
}

test("compose.yaml / read / its settings are good, secret and volume are declared", async () => {
  const { services, secrets, volumes } = parse(text("deploy/compose/compose.yaml")) as Compose;
  const service = services["cloudflare-ddns"];
  expect(Object.keys(secrets)).toEqual(service.secrets);
  expect(service.volumes.map((volume) => volume.split(":")[0])).toEqual(Object.keys(volumes));
  expect(service.read_only).toBe(true);
  expect(service).toMatchObject({ mem_limit: "256m", pids_limit: 64 });
  expect(service.image.split(":")[1]).toBe((JSON.parse(text("package.json")) as { version: string }).version);
  for (const [name, file] of Object.entries(service.environment))
    if (name.endsWith("_FILE")) expect(service.secrets).toContain(file.replace("/run/secrets/", ""));
  await expectGood(service.environment, "/run/secrets");
});

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

test("Kubernetes' deployment / read / its settings are good, it is hardened, every mount has its volume", async () => {
  const [claim, deployment] = parseAllDocuments(text("deploy/kubernetes/deployment.yaml")).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as { kind: string; metadata: { name: string }; spec: Record<string, unknown> };
  });
  const secret = parse(text("deploy/kubernetes/secret.yaml")) as {
    kind: string;
    metadata: { name: string };
    stringData: object;
  };
  expect([claim?.kind, deployment?.kind, secret.kind]).toEqual([
    "PersistentVolumeClaim",
    "Deployment",
    "Secret",
  ]);
  const { spec } = (deployment?.spec["template"] ?? {}) as {
    spec: { containers: readonly Container[]; volumes: readonly { name: string }[]; securityContext: object };
  };
  const [container] = spec.containers;
  expect(spec.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(container?.volumeMounts.map(({ name }) => name)).toEqual(spec.volumes.map(({ name }) => name));
  expect(spec.volumes).toMatchObject([
    { secret: { secretName: secret.metadata.name } },
    { persistentVolumeClaim: { claimName: claim?.metadata.name } },
  ]);
  const { version } = JSON.parse(text("package.json")) as { version: string };
  expect(container?.image.split(":")[1]).toBe(version);
  const folder = container?.volumeMounts[0]?.mountPath;
  const environment = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
  for (const [name, file] of Object.entries(environment))
    if (name.endsWith("_FILE")) expect(secret.stringData).toHaveProperty([file.replace(`${folder}/`, "")]);
  await expectGood(environment, folder);
});

test("the systemd unit / read / its command is one, its settings are good", async () => {
  const unit = text("deploy/systemd/cloudflare-ddns.service");
  const lines = unit.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines.filter((line) => !/^(\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$/.test(line))).toEqual([]);
  const [, command = ""] = /^ExecStart=\/usr\/bin\/env cloudflare-ddns (.*)$/m.exec(unit) ?? [];
  expect(parseInvocation(command.split(" "))).toMatchObject({ kind: "command", command: "run" });
  const inUnit = [...unit.matchAll(/^Environment=([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
    name,
    value.replace("%d", "/run/credentials/cloudflare-ddns.service").replace("%S", "/var/lib"),
  ]);
  const inFile = text("deploy/systemd/cloudflare-ddns.env")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
  const environment = Object.fromEntries([...inFile, ...inUnit]) as Record<string, string>;
  expect(unit).toMatch(/^LoadCredential=token:/m);
  expect(unit).toMatch(/install -m 0600 cloudflare-ddns\.env/);
  for (const limit of ["MemoryMax=", "TasksMax=", "LimitCORE=0", "PrivateUsers=yes"])
    expect(lines.join("\n")).toContain(limit);
  await expectGood(environment, "/run/credentials/cloudflare-ddns.service");
});

test("docker run / read from the notes / its settings are good, its last words are a command", async () => {
  const [, block = ""] = /```bash\n(docker run [\s\S]*?)```/.exec(text("deploy/README.md")) ?? [];
  const environment = Object.fromEntries(
    [...block.matchAll(/--env ([A-Z_]+)(?:=(\S+))?/g)].map(([, name = "", value = TOKEN]) => [name, value]),
  );
  expect(Object.keys(environment)).toEqual(["CLOUDFLARE_API_TOKEN", "DOMAINS"]);
  await expectGood(environment);
});

interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Record<string, unknown>;
  }[];
}

function jobsOf(workflow: string): Readonly<Record<string, Job>> {
  return (parse(text(`.github/workflows/${workflow}`)) as { jobs: Record<string, Job> }).jobs;
}

/** All jobs that end before `job` begins. */
function before(jobs: Readonly<Record<string, Job>>, job: string): readonly string[] {
  return [jobs[job]?.needs ?? []].flat().flatMap((needed) => [...before(jobs, needed), needed]);
}

test("workflows / listed / all parse, none is named as Supervisor's build file", () => {
  const names = readdirSync(`${ROOT}.github/workflows`);
  expect(names).toEqual(expect.arrayContaining(["ci.yml", "release.yml"]));
  for (const name of names) {
    expect(name).not.toMatch(/^build\./);
    expect(Object.keys(jobsOf(name)).length).toBeGreaterThan(0);
  }
});

test("ci.yml / read / runs .ci/run, the app linter and an image for each processor", () => {
  const jobs = jobsOf("ci.yml");
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  expect(steps.some(({ run }) => run?.endsWith(" .ci/run"))).toBe(true);
  expect(steps.find(({ uses }) => uses?.includes("addon-linter"))?.with).toEqual({ path: "./" });
  for (const platform of ["linux/amd64", "linux/arm64", "linux/arm/v7"])
    expect(text(".github/workflows/ci.yml")).toContain(platform);
});

test("release.yml / read / image and package stand, signed and with provenance, before the default branch moves", () => {
  const jobs = jobsOf("release.yml");
  const source = text(".github/workflows/release.yml");
  const runsOf = (name: string) => jobs[name]?.steps.map(({ run }) => run ?? "").join("\n") ?? "";
  const moving = Object.keys(jobs).filter((name) => runsOf(name).includes("git/refs/heads"));
  expect(moving).toEqual(["default-branch"]);
  const published = ["publish-image", "publish-package"];
  expect(before(jobs, "default-branch")).toEqual(expect.arrayContaining(published));
  for (const name of published)
    expect(before(jobs, name), name).toEqual(expect.arrayContaining(["check", "package", "image"]));
  // Whoever may publish runs nothing of the dependencies (test/release): it gets what was built where nothing may be published.
  for (const name of ["check", "package", "image"])
    expect(jobs[name]?.permissions, name).toEqual({ contents: "read" });
  expect(runsOf("package")).toContain("npm run release:check");
  expect(runsOf("publish-package")).toContain('npm publish "./$TARBALL" --ignore-scripts --provenance');
  expect(runsOf("image")).toContain("--attest type=provenance,mode=max --attest type=sbom");
  expect(runsOf("publish-image")).toContain("cosign sign");
  expect(runsOf("check")).toMatch(/ \.ci\/run$/m);
  expect(source).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/);
});
