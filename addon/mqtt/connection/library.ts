/**
 * What is used of the MQTT library, in a module of its own: it is loaded only where MQTT is on, and a bundler gives a
 * CommonJS library its names only where they are imported statically.
 */
export { connect } from "mqtt";
