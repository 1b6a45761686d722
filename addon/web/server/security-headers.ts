/** The headers every answer carries. */

/** `framed`: Home Assistant shows the page in a frame of its own origin; standalone nobody may frame it. */
export function securityHeaders(framed: boolean): Readonly<Record<string, string>> {
  return {
    // Styles come as constructed style sheets and need no allowance; nothing inline, nothing from elsewhere.
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types lit-html",
      `frame-ancestors ${framed ? "'self'" : "'none'"}`,
    ].join("; "),
    "X-Frame-Options": framed ? "SAMEORIGIN" : "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}
