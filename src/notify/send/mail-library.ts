/**
 * What is used of the mail library, in a module of its own: it is loaded only where mail is sent, and a bundler gives a
 * CommonJS library its names only where they are imported statically.
 */
export { createTransport } from "nodemailer";
