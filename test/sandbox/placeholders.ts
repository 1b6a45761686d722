/** Answers for codes nobody has seen on the real API: ours, so that a client matching on them is caught by reading. */

export const placeholder = {
  zonesPerPage: 19990,
  recordType: 19991,
  batchShape: 19992,
  nsConflict: 19993,
  tagFormat: 19994,
  commentFormat: 19995,
  nullComment: 19996,
  settings: 19997,
  typeChange: 19998,
  listInput: 10090,
  pendingOperation: 10094,
  unknownOperation: 10095,
  gatewayInput: 19970,
  gatewayDuplicate: 19971,
  gatewayAbsent: 19972,
  gatewayQuota: 19973,
  gatewayUnknown: 19974,
  gatewayTaken: 19975,
} as const;
