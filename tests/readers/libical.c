/* Every event of a file as a line of JSON, by libical: libical FILE. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static char *next_line(char *out, size_t size, void *file) { return fgets(out, (int)size, file); }

static void quoted(const char *name, const char *text, const char *end) {
    printf("\"%s\":\"", name);
    for (const unsigned char *c = (const unsigned char *)(text ? text : ""); *c; c++) {
        if (*c == '"' || *c == '\\') printf("\\%c", *c);
        else if (*c < 0x20) printf("\\u%04x", *c);
        else putchar(*c);
    }
    printf("\"%s", end);
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) return 2;
    icalparser *parser = icalparser_new();
    icalparser_set_gen_data(parser, file);
    icalcomponent *calendar = icalparser_parse(parser, next_line);
    if (!calendar || icalcomponent_count_errors(calendar)) return 1;
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        struct icaltimetype start = icalcomponent_get_dtstart(event), end = icalcomponent_get_dtend(event);
        printf("{\"start\":%lld,\"end\":%lld,", (long long)icaltime_as_timet_with_zone(start, start.zone),
               (long long)icaltime_as_timet_with_zone(end, end.zone));
        quoted("status", icalproperty_status_to_string(icalcomponent_get_status(event)), ",");
        quoted("summary", icalcomponent_get_summary(event), ",");
        quoted("description", icalcomponent_get_description(event), "}\n");
    }
    return 0;
}
