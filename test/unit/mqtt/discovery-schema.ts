/** The words that Home Assistant knows in a device message (autumn 2026), as far as ours may use them. */

export const TOP_KEYS: readonly string[] = [
  "device",
  "origin",
  "components",
  "availability",
  "availability_topic",
  "availability_mode",
  "availability_template",
  "payload_available",
  "payload_not_available",
  "state_topic",
  "command_topic",
  "qos",
  "encoding",
  "message_expiry_interval",
];

export const DEVICE_KEYS: readonly string[] = [
  "identifiers",
  "connections",
  "manufacturer",
  "model",
  "model_id",
  "name",
  "hw_version",
  "serial_number",
  "sw_version",
  "via_device",
  "suggested_area",
  "configuration_url",
];

export const PLATFORMS: readonly string[] = (
  "alarm_control_panel binary_sensor button camera climate cover date datetime device_automation device_tracker event fan " +
  "humidifier image lawn_mower light lock notify number scene siren select sensor switch tag text time update vacuum valve water_heater"
).split(" ");

/** Full names only; abbreviations and unknown keys would vanish silently. */
export const COMPONENT_KEYS: readonly string[] = [
  "platform",
  "unique_id",
  "default_entity_id",
  "name",
  "icon",
  "entity_category",
  "device_class",
  "state_class",
  "unit_of_measurement",
  "suggested_display_precision",
  "options",
  "event_types",
  "state_topic",
  "command_topic",
  "value_template",
  "json_attributes_topic",
  "json_attributes_template",
  "payload_press",
];

export const SENSOR_CLASSES: readonly string[] = ["enum", "timestamp", "date", "duration"];

export const BLOCKED_ATTRIBUTES: readonly string[] = [
  "assumed_state",
  "available",
  "device_class",
  "device_info",
  "entity_category",
  "entity_picture",
  "entity_registry_enabled_default",
  "extra_state_attributes",
  "force_update",
  "icon",
  "name",
  "should_poll",
  "state",
  "supported_features",
  "unique_id",
  "unit_of_measurement",
  "last_reset",
  "state_class",
];
