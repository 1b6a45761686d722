/** The pages of the documentation site: where each stands in the repository, and in what order they are shown. */

export interface SitePage {
  /** In the repository. */
  readonly source: string;
  /** On the site, without `.md`. */
  readonly path: string;
  /** In the sidebar. */
  readonly title: string;
}

export interface SiteGroup {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

/** Where the repository and the site are to be found. */
export const REPOSITORY = "https://github.com/homeward/cloudflare-ddns";
export const SITE = "https://homeward.github.io/cloudflare-ddns/";
/** The page that checks settings is a file of its own beside the pages. */
export const CHECK_PAGE = "settings-check.html";

export const GROUPS: readonly SiteGroup[] = [
  {
    title: "Start",
    pages: [
      { source: "docs/README.md", path: "index", title: "Who you are" },
      { source: "DOCS.md", path: "app", title: "Home Assistant" },
      { source: "docs/node-red.md", path: "node-red", title: "Node-RED" },
      { source: "deploy/README.md", path: "deploy", title: "Docker, Kubernetes, systemd" },
      { source: "docs/migration.md", path: "migration", title: "Coming from another updater" },
    ],
  },
  {
    title: "Tasks",
    pages: [
      { source: "docs/tasks.md", path: "tasks", title: "What do you want to do?" },
      { source: "docs/router.md", path: "router", title: "The router is asked; CGNAT" },
      { source: "docs/push.md", path: "push", title: "The router tells its address" },
      { source: "docs/sites.md", path: "sites", title: "Several sites and lines" },
      { source: "docs/lists.md", path: "lists", title: "Firewall and Zero Trust lists" },
      { source: "docs/notifications.md", path: "notifications", title: "Notifications" },
      { source: "docs/verification.md", path: "verification", title: "Does the world see it?" },
      { source: "docs/monitoring.md", path: "monitoring", title: "Metrics and status" },
    ],
  },
  {
    title: "Reference",
    pages: [
      { source: "docs/settings.md", path: "settings", title: "Settings" },
      { source: "docs/names.md", path: "names", title: "Names, host IDs, PROXIED" },
      { source: "docs/sources.md", path: "sources", title: "Sources, files, filters" },
      { source: "docs/schedules.md", path: "schedules", title: "Schedules and durations" },
      { source: "docs/network.md", path: "network", title: "Proxies and authorities" },
      { source: "docs/command-line.md", path: "command-line", title: "Command line and JSON" },
      { source: "CHANGELOG.md", path: "changelog", title: "Changelog" },
    ],
  },
  {
    title: "Behind the scenes",
    pages: [
      { source: "docs/architecture.md", path: "architecture", title: "Architecture" },
      { source: "docs/decisions.md", path: "decisions", title: "Decisions" },
      { source: "docs/home-assistant.md", path: "home-assistant", title: "The app from the inside" },
      { source: "CONTRIBUTING.md", path: "contributing", title: "Contributing" },
      { source: "SECURITY.md", path: "security", title: "Security" },
    ],
  },
];

export const PAGES: readonly SitePage[] = GROUPS.flatMap(({ pages }) => pages);
