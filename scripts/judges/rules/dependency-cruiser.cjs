/** The great borders of the tree; test/architecture.test.ts knows the rooms. */

const forbidden = (name, from, to) => ({ name, severity: "error", from: { path: from }, to });

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    // Modules that exist as types alone have no file to find; what the site is built with is installed in its own folder.
    {
      name: "not-found",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^vitepress", dependencyTypesNot: ["type-only"] },
    },
    forbidden("core-is-pure", "^src/core/", { pathNot: "^(src/core/|node_modules/(ipaddr\\.js|tr46)/)" }),
    forbidden("engine-knows-no-wearer", "^src/", { path: "^(addon|nodes|site|test|scripts)/" }),
    forbidden("service-knows-no-nodes", "^addon/", { path: "^(nodes|site|test|scripts)/" }),
    forbidden("nodes-know-no-service", "^nodes/", { path: "^(addon|site|test|scripts)/" }),
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "(\\.d\\.ts|/rules/[^/]+)$" },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".d.ts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
