/** The command line as a value: which command, which options, or what is wrong with it. */

import { parseArgs } from "node:util";

const COMMANDS = ["run", "once", "plan", "detect", "check", "import", "purge", "history", "verify"] as const;

export type CommandName = (typeof COMMANDS)[number];

export type Invocation =
  | {
      readonly kind: "command";
      readonly command: CommandName;
      readonly json: boolean;
      readonly envFile: string | undefined;
    }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "refused"; readonly reason: string };

/** `words` as in process.argv, without program and script. */
export function parseInvocation(words: readonly string[]): Invocation {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        "env-file": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    if (values.version) return { kind: "version" };
    const [command = "run", ...rest] = positionals;
    if (rest.length > 0) return refused(`"${rest.join(" ")}" is one word too many`);
    if (!isCommand(command)) return refused(`"${command}" is no command; there are ${COMMANDS.join(", ")}`);
    return { kind: "command", command, json: values.json, envFile: values["env-file"] };
  } catch (thrown) {
    return refused(thrown instanceof Error ? (thrown.message.split(". ")[0] ?? "unreadable") : "unreadable");
  }
}

function isCommand(word: string): word is CommandName {
  return (COMMANDS as readonly string[]).includes(word);
}

function refused(reason: string): Invocation {
  return { kind: "refused", reason };
}

export const USAGE = `Keeps Cloudflare DNS records and WAF lists pointed at an address that changes.

Usage: cloudflare-ddns [command] [options]

Commands
  run      the service: updates on schedule and on events (default)
  once     one update, then ends
  plan     shows what an update would change; writes nothing
  detect   asks every address source and shows what each answers
  check    checks the settings without using the network
  import   prints the native settings equal to those of another tool
  purge    removes this instance's retained messages from the MQTT broker
  history  shows the journal: which address when, how long, how often
  verify   asks name servers whether the world sees what was published

Options
  --json          machine-readable output on stdout; logs go to stderr
  --env-file F    reads settings from F before the environment
  --version       prints the version
  -h, --help      prints this

Settings are environment variables. The two that every set-up needs:
  CLOUDFLARE_API_TOKEN   a token with Zone > DNS > Edit and Zone > Zone > Read
  DOMAINS                the names to keep right, separated by commas

Exit status: 0 all right, 1 something could not be brought up to date, 2 the settings were refused.
`;
