/** Settings: from what people write to one Config. */

export { buildConfig, MAIN_ACCOUNT } from "./builder.ts";
export { renderCheck } from "./check.ts";
export type * from "./config.ts";
export type { Dialect } from "./dialects/reading.ts";
export { type EnvironmentOptions, parseEnvironment } from "./environment.ts";
export type { Environment } from "./environment-values.ts";
export type { FileReader } from "./files.ts";
export { Findings, redactUrls } from "./findings.ts";
export { type ImportAnswer, renderImport } from "./import.ts";
export { formatSchedule } from "./schedule.ts";
export { findSetting, SETTINGS, type Setting, type SettingName } from "./setting-table.ts";
export { parseToken } from "./token.ts";
export type {
  BuilderInput,
  SecretName,
  Written,
  WrittenList,
  WrittenRecord,
  WrittenSecret,
  WrittenSettings,
} from "./written.ts";
