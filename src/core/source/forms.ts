/** Every form that a source can take, for people. */

export const SOURCE_FORMS: string =
  "cloudflare.trace, cloudflare.doh, ipify, local, local.iface:<interface>, local.iface.stable:<interface>, url:<URL>, " +
  "url.via4:<URL>, url.via6:<URL>, file:<path>, static:<addresses>, static.empty, none, command:<program>, " +
  "homeassistant:<entity>[#<attribute>], mqtt:<topic>[#<field>], supervisor[:<interface>], router[:<host>], push:<client>, " +
  "first(…; …), agree(n; …; …), all(…; …)";
