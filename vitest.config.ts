import { defineConfig } from "vitest/config";

/** A real Home Assistant takes minutes to set up: `npm run test:home-assistant`, and `npm test` where it can be had. */
const withHomeAssistant = process.env["HOME_ASSISTANT"] === "1";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", ...(withHomeAssistant ? [] : ["test/home-assistant/**"])],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { provider: "v8", include: ["src/**", "addon/**", "nodes/**"] },
  },
});
