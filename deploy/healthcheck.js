/** Asks the running service whether it makes progress: the image's HEALTHCHECK. Exit status 0 means healthy. */

import { get } from "node:http";

const DEADLINE_MS = 8000;
/** As config.yaml says to Supervisor. */
const INGRESS = "127.0.0.1:8099";

const address = process.env.SUPERVISOR_TOKEN ? INGRESS : fromHere(process.env.WEB_ADDRESS?.trim() ?? "");
// Without a port there is nobody to ask; the container lives exactly as long as the program does.
if (address === "") process.exit(0);

get(`http://${address}/healthz`, { signal: AbortSignal.timeout(DEADLINE_MS) }, (response) => {
  response.resume();
  if (response.statusCode !== 200) complain(`it answered ${response.statusCode}`);
  process.exit(response.statusCode === 200 ? 0 : 1);
}).on("error", (error) => {
  complain(error.message);
  process.exit(1);
});

/** An address that means "every interface" is reached over loopback. */
function fromHere(listening) {
  return listening.replace(/^0\.0\.0\.0:/, "127.0.0.1:").replace(/^\[::\]:/, "[::1]:");
}

function complain(why) {
  console.error(`The service at ${address} is not healthy: ${why}`);
}
