/** Before every test file: with CI=true properties are tried from one seed, so that CI judges a change and not its luck. */

import fc from "fast-check";

if (process.env["CI"] === "true") fc.configureGlobal({ seed: 20_261_124 });
