/** A name server that takes its time: passes questions over UDP on to a real one, late. Started in the internet's namespace. */

import { createSocket } from "node:dgram";

const [DELAY_MS, HERE, REAL] = [600, "10.53.0.3", "10.53.0.1"];

const door = createSocket("udp4");
door.on("message", (question, { address, port }) => {
  setTimeout(() => {
    const asking = createSocket("udp4");
    asking.on("message", (answer) => {
      door.send(answer, port, address);
      asking.close();
    });
    asking.send(question, 53, REAL);
  }, DELAY_MS);
});
door.bind(53, HERE, () => console.log("ready"));
