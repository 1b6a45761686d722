import { defineConfig } from "vitest/config";

/** A real Home Assistant takes minutes to set up: `npm run test:home-assistant`, and `npm test` where it can be had. */
const withHomeAssistant = process.env["HOME_ASSISTANT"] === "1";

/** These drive other programs and share the machine with them: a slow moment gets one more try, what fails twice has failed. */
const WITH_OTHER_PROGRAMS = [
  "app",
  "broker",
  "browser",
  "command-line",
  "home-assistant",
  "image",
  "node-red",
  "push",
  "router",
  "witnesses",
].map((folder) => `test/${folder}/**/*.test.ts`);

const never = ["**/node_modules/**", ...(withHomeAssistant ? [] : ["test/home-assistant/**"])];

export default defineConfig({
  test: {
    coverage: { provider: "v8", include: ["src/**", "addon/**", "nodes/**"] },
    projects: [
      {
        extends: true,
        test: { name: "code", include: ["test/**/*.test.ts"], exclude: [...never, ...WITH_OTHER_PROGRAMS] },
      },
      {
        extends: true,
        test: { name: "with other programs", include: WITH_OTHER_PROGRAMS, exclude: never, retry: 1 },
      },
    ],
    globalSetup: ["test/temporary-folder.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
