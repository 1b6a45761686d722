/** Rules for config.yaml: those of the app linter and those of Supervisor, as reference texts of 2026-11 give them. */

type Manifest = Readonly<Record<string, unknown>>;

const REQUIRED = ["name", "version", "slug", "description", "arch"];

/** The linter knows these and no others. */
const KNOWN = new Set([
  ...REQUIRED,
  ...["machine", "url", "startup", "boot", "init", "stage", "ports", "ports_description", "webui", "ingress"],
  ...["ingress_port", "ingress_entry", "ingress_stream", "panel_icon", "panel_title", "panel_admin"],
  ...[
    "homeassistant",
    "host_network",
    "host_pid",
    "host_ipc",
    "host_uts",
    "host_dbus",
    "devices",
    "udev",
    "uart",
  ],
  ...[
    "usb",
    "gpio",
    "video",
    "audio",
    "devicetree",
    "kernel_modules",
    "realtime",
    "full_access",
    "docker_api",
  ],
  ...[
    "journald",
    "map",
    "environment",
    "privileged",
    "apparmor",
    "hassio_api",
    "hassio_role",
    "homeassistant_api",
  ],
  ...["auth_api", "stdin", "tmpfs", "services", "discovery", "backup", "backup_pre", "backup_post"],
  ...["backup_exclude", "options", "schema", "image", "ulimits", "timeout", "breaking_versions"],
]);

/** A key that equals its default is refused by the linter. */
const DEFAULTS: Manifest = {
  init: true,
  boot: "auto",
  stage: "stable",
  startup: "application",
  ingress: false,
  ingress_port: 8099,
  ingress_entry: "/",
  ingress_stream: false,
  panel_icon: "mdi:puzzle",
  panel_admin: true,
  apparmor: true,
  hassio_api: false,
  hassio_role: "default",
  homeassistant_api: false,
  auth_api: false,
  stdin: false,
  tmpfs: false,
  backup: "hot",
  timeout: 10,
  host_network: false,
  full_access: false,
};

/** What the linter or Supervisor would say; empty where all is good. */
export function manifestProblems(manifest: Manifest): readonly string[] {
  const problems: string[] = [];
  const check = (isGood: boolean, problem: string): void => void (isGood || problems.push(problem));
  for (const key of REQUIRED) check(key in manifest, `${key} is missing`);
  for (const [key, value] of Object.entries(manifest)) {
    check(KNOWN.has(key), `${key} is unknown`);
    check(DEFAULTS[key] !== value, `${key} equals its default`);
  }
  const { version, slug, arch, startup, timeout, services, image, homeassistant } = manifest;
  check(
    typeof version === "string" && /^\d+\.\d+\.\d+(?:-[0-9a-z.]+)?$/.test(version),
    "version is no text x.y.z",
  );
  check(typeof slug === "string" && /^[-_.A-Za-z0-9]+$/.test(slug), "slug");
  check(JSON.stringify(arch) === '["aarch64","amd64"]', "arch is not exactly aarch64 and amd64");
  check(
    startup === undefined ||
      ["initialize", "system", "services", "application", "once"].includes(String(startup)),
    "startup",
  );
  check(
    timeout === undefined || (Number.isInteger(timeout) && Number(timeout) >= 10 && Number(timeout) <= 300),
    "timeout",
  );
  check(JSON.stringify(services) === '["mqtt:want"]', "services");
  check(!("ingress" in manifest && "webui" in manifest), "ingress and webui exclude each other");
  check(
    image === undefined || /^[a-z0-9./_{}-]+$/.test(String(image)),
    "image is not lower case, or has a tag",
  );
  check(homeassistant === undefined || /^\d{4}\.\d+\.\d+$/.test(String(homeassistant)), "homeassistant");
  return problems;
}

const PRIVILEGES = new Set(
  "BPF CHECKPOINT_RESTORE DAC_READ_SEARCH NET_ADMIN NET_RAW PERFMON SYS_ADMIN SYS_MODULE SYS_PTRACE SYS_RAWIO".split(
    " ",
  ),
);

/** The security rating that Supervisor shows, from 1 to 8. */
export function securityRating(manifest: Manifest, hasProfile: boolean): number {
  if (manifest["docker_api"] === true || manifest["full_access"] === true) return 1;
  let rating = 5;
  if (manifest["apparmor"] === false) rating -= 1;
  else if (hasProfile) rating += 1;
  if (manifest["ingress"] === true) rating += 2;
  else if (manifest["auth_api"] === true) rating += 1;
  const privileged = Array.isArray(manifest["privileged"]) ? manifest["privileged"].map(String) : [];
  if (privileged.some((each) => PRIVILEGES.has(each)) || manifest["kernel_modules"] === true) rating -= 1;
  if (manifest["hassio_role"] === "manager") rating -= 1;
  if (manifest["hassio_role"] === "admin") rating -= 2;
  if (manifest["host_network"] === true) rating -= 1;
  if (manifest["host_pid"] === true) rating -= 2;
  if (manifest["host_uts"] === true && privileged.includes("SYS_ADMIN")) rating -= 1;
  return Math.max(1, Math.min(8, rating));
}
