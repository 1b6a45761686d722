/** The settings that decide what is written to Cloudflare: a mistake in one of them stops everything. */

import { SOURCE_FORMS } from "../../core/source/forms.ts";
import { ABSOLUTE, BOOLEAN, deciding } from "./setting.ts";

const DURATION = "a duration such as 90s, 5m or 1h30m";
const NAMES =
  "names separated by commas, each with {site=…, account=…, hostid6=…, proxied=…, ttl=…} behind it if wanted";
const LISTS =
  "<account id>/<list name>, separated by commas, each with {site=…, account=…} behind it if wanted";
const PLACE_NAMES = "names of lower-case letters, digits and underscores, separated by commas";
const FILTER = "keep-all, or addr-in(<range>) combined with !, &&, || and parentheses";
const PATTERN = "an RE2 pattern, (?i) in front ignores case";

const account = deciding("Cloudflare account");
const kept = deciding("What is kept right");
const addresses = deciding("Where addresses come from");
const when = deciding("When");
const attributes = deciding("Attributes and ownership");
const program = deciding("Service");

/** In the order of the documentation. */
export const DECIDING_LINES = [
  account(
    "CLOUDFLARE_API_TOKEN",
    "an API token",
    "",
    "The token; it needs Zone – DNS – Edit, and Account – Account Filter Lists – Edit for lists.",
    "secret",
  ),
  account("CLOUDFLARE_API_TOKEN_FILE", ABSOLUTE, "", "A file that holds the token."),
  account("CF_API_TOKEN", "an API token", "", "Older name of CLOUDFLARE_API_TOKEN.", "secret"),
  account("CF_API_TOKEN_FILE", ABSOLUTE, "", "Older name of CLOUDFLARE_API_TOKEN_FILE."),
  account(
    "ACCOUNTS",
    PLACE_NAMES,
    "",
    "Further accounts, each with a token of its own in CLOUDFLARE_API_TOKEN_<ACCOUNT> or CLOUDFLARE_API_TOKEN_<ACCOUNT>_FILE (its name in capitals); names and lists say {account=…}.",
  ),
  account(
    "CLOUDFLARE_BASE_URL",
    "an http or https URL",
    "https://api.cloudflare.com/client/v4",
    "Base of the API, for tests.",
  ),
  kept("DOMAINS", NAMES, "", "Names whose A and AAAA records are kept right."),
  kept("IP4_DOMAINS", NAMES, "", "Names whose A records alone are kept right."),
  kept("IP6_DOMAINS", NAMES, "", "Names whose AAAA records alone are kept right."),
  kept("WAF_LISTS", LISTS, "", "WAF lists that hold this site's addresses."),
  kept("ZERO_TRUST_LISTS", LISTS, "", "Zero Trust lists of type IP that hold this site's addresses."),
  kept(
    "ZERO_TRUST_LOCATIONS",
    "<account id>/<location name>, separated by commas, each with {site=…, account=…} behind it if wanted",
    "",
    "DNS locations whose IPv4 source networks hold this site's address.",
  ),
  addresses(
    "SITES",
    PLACE_NAMES,
    "",
    "Further places with addresses of their own: each has IP4_PROVIDER_<SITE>, IP6_PROVIDER_<SITE>, IP4_DETECTION_FILTER_<SITE>, IP6_DETECTION_FILTER_<SITE>, IP4_DEFAULT_PREFIX_LEN_<SITE> and IP6_DEFAULT_PREFIX_LEN_<SITE> (its name in capitals); names and lists say {site=…}.",
  ),
  addresses("IP4_PROVIDER", SOURCE_FORMS, "cloudflare.trace", "Source of the IPv4 address."),
  addresses("IP6_PROVIDER", SOURCE_FORMS, "cloudflare.trace", "Source of the IPv6 address."),
  addresses("IP4_DETECTION_FILTER", FILTER, "keep-all", "Which IPv4 addresses count."),
  addresses("IP6_DETECTION_FILTER", FILTER, "keep-all", "Which IPv6 addresses count."),
  addresses(
    "IP4_DEFAULT_PREFIX_LEN",
    "a whole number from 8 to 32",
    "32",
    "Prefix length of an IPv4 address in a list.",
  ),
  addresses(
    "IP6_DEFAULT_PREFIX_LEN",
    "a whole number from 12 to 128",
    "64",
    "Prefix length of an IPv6 address in a list; a host ID replaces the bits behind it.",
  ),
  addresses(
    "REJECT_CLOUDFLARE_IPS",
    BOOLEAN,
    "true",
    "Refuse addresses of Cloudflare's own from the network.",
  ),
  when(
    "UPDATE_CRON",
    "five cron fields, @every <duration> (at least 1s), @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @once; CRON_TZ=<time zone> in front counts for it alone",
    "@every 5m",
    "When to look.",
  ),
  when("UPDATE_ON_START", BOOLEAN, "true", "Look at once at start."),
  when("DELETE_ON_STOP", BOOLEAN, "false", "At the end, remove what this instance published."),
  when(
    "CACHE_EXPIRATION",
    DURATION,
    "1h",
    "How long what was read from Cloudflare is reused; 0 never reuses it.",
  ),
  when(
    "TZ",
    "a name of the IANA time zone database such as Europe/Berlin",
    "",
    "Time zone of schedule and log; unset: the system's.",
  ),
  when("DETECTION_TIMEOUT", DURATION, "5s", "Time for one source to answer."),
  when("UPDATE_TIMEOUT", DURATION, "30s", "Time for one request to Cloudflare, its answer included."),
  attributes(
    "PROXIED",
    "a boolean, or is(…), sub(…) combined with !, &&, || and parentheses",
    "false",
    "Which new records get the orange cloud.",
  ),
  attributes(
    "TTL",
    "1 (automatic), or a whole number of seconds from 30 to 86400",
    "1",
    "TTL of new records.",
  ),
  attributes("RECORD_COMMENT", "text of one line, at most 500 characters", "", "Comment of new records."),
  attributes(
    "ENFORCE",
    "any of proxied, ttl, comment, separated by commas",
    "",
    "Attributes that are corrected on existing records too.",
  ),
  attributes(
    "MANAGED_RECORDS_COMMENT_REGEX",
    PATTERN,
    "",
    "Only records whose comment matches are managed; empty takes all.",
  ),
  attributes(
    "WAF_LIST_DESCRIPTION",
    "text of one line, at most 500 characters",
    "",
    "Description of lists that are created.",
  ),
  attributes(
    "WAF_LIST_ITEM_COMMENT",
    "text of one line, at most 500 characters",
    "",
    "Comment of new list items.",
  ),
  attributes(
    "MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX",
    PATTERN,
    "",
    "Only items whose comment matches are managed; empty takes all.",
  ),
  program(
    "STATE_DIR",
    ABSOLUTE,
    "",
    "Where history and what was published are kept; unset: /data in the image, else the user's state directory.",
  ),
  program(
    "DDNS_DIALECT",
    "native, timothymiller or oznu",
    "native",
    "Read the variables as that program does; oznu's, and timothymiller's config.json, are recognised by themselves.",
  ),
  program("CONFIG_PATH", "a folder", "", "Where timothymiller's config.json is; unset: the current folder."),
] as const;
