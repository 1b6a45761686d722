/** Settings: from what people write to one Config. */

export { buildConfig, MAIN_ACCOUNT } from "./build/builder.ts";
export { renderCheck } from "./checks/check.ts";
export type * from "./config.ts";
export type { Dialect } from "./dialects/reading.ts";
export { type EnvironmentOptions, parseEnvironment } from "./environment.ts";
export { parseCertificates } from "./grammar/certificates.ts";
export { formatSchedule } from "./grammar/schedule.ts";
export { type ImportAnswer, renderImport } from "./import/index.ts";
export { defaultOf, findSetting, SETTINGS, type Setting, type SettingName } from "./table/setting-table.ts";
export { configUses, type NamedSource, namedSources } from "./uses.ts";
export { type BadLine, type EnvFile, parseEnvFile } from "./values/env-file.ts";
export { type Environment, isSecretName } from "./values/environment.ts";
export { type FileReader, plainText } from "./values/files.ts";
export { Findings } from "./values/findings.ts";
export { redactUrls } from "./values/redact-urls.ts";
export { parseToken } from "./values/token.ts";
export type {
  BuilderInput,
  SecretName,
  Written,
  WrittenList,
  WrittenPushClient,
  WrittenRecord,
  WrittenSecret,
  WrittenSettings,
  WrittenSite,
} from "./values/written.ts";
