/** Judges of what people read. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Judge, linesOf, linesUnlessGood } from "../judge.ts";
import { ROOT } from "../tool.ts";
import { tracked } from "../tracked.ts";

const DOCUMENTS = /^(?!test\/).*\.md$/;

export const DOCUMENTS_JUDGES: readonly Judge[] = [
  {
    name: "markdownlint",
    judges: "the documents",
    tools: [{ from: "npm", packages: ["markdownlint-cli2@0.24.1"] }],
    run: ({ call }) => {
      const rules = join("scripts", "judges", "rules", ".markdownlint-cli2.jsonc");
      const { status, out, err } = call("markdownlint-cli2", ["--config", rules, ...tracked(DOCUMENTS)]);
      return status === 0 ? [] : linesOf(`${out}\n${err}`).filter((line) => / error /.test(line));
    },
  },
  {
    name: "remark-validate-links",
    judges: "the links between the documents, and to their headings, without the network",
    tools: [{ from: "npm", packages: ["remark-cli@12.0.1", "remark-validate-links@13.1.0"] }],
    run: ({ call, folders: [folder = ""], scratch }) => {
      const plugin = join(folder, "..", "remark-validate-links", "index.js");
      const rules = join(scratch, "remark.json");
      writeFileSync(
        rules,
        JSON.stringify({ plugins: [[plugin, { repository: "homeward/cloudflare-ddns" }]] }),
      );
      const words = ["--no-config", "--rc-path", rules, "--no-ignore", "--frail", "--quiet", "--no-stdout"];
      return linesUnlessGood(call("remark", [...words, ...tracked(DOCUMENTS)], { cwd: ROOT }));
    },
  },
  {
    name: "codespell",
    judges: "the English texts, comments among them",
    tools: [{ from: "PyPI", packages: ["codespell==2.4.3"] }],
    run: ({ call }) => {
      const texts = tracked(
        /^(?!scripts\/judges\/rows\/documents|test\/(cases|version-before)\/|translations\/|.*\/(locales|help)\/(?!en)|.*package-lock)/,
      ).filter((file) => !/\.(png|svg|ico)$/.test(file));
      // Names in the code run words together: `conditionsOf`.
      const names = ["--ignore-regex", String.raw`\b\w+[A-Z]\w*\b|https?://\S+`];
      return linesOf(call("codespell", [...names, ...texts]).out);
    },
    exceptions: [
      { finding: /: hass ==>/, reason: "io.hass is the name of Home Assistant's labels" },
      { finding: /: additionals ==>/, reason: "DNS calls a section of its messages so (RFC 1035)" },
      { finding: /test\/.*: (certific|abd|ede) ==>/, reason: "parts of words that tests need as they are" },
      { finding: /palette\.test\.ts:\d+: adresses ==>/, reason: "French" },
    ],
  },
];
