"""A sample factory for every contradiction of every shipped questionnaire, and its near twins.

The first text is what the factory answers; each further one is a single answer that differs in a
twin, and with which the two answers fit again. All else is as in a shipped case.
"""

SMART = {
    "mes_without_machines": ("IS02=e EC02=c", "IS02=d", "EC02=d"),
    "count_without_machines": ("PC01=e EC02=c", "PC01=d", "EC02=d"),
    "control_without_sensors": ("EC03=e EC01=c", "EC03=d", "EC01=d"),
    "analysis_without_data": ("IS05=e EC01=c EC02=c", "IS05=d", "EC01=d", "EC02=d"),
    "lot_without_results": ("QM03=d PC01=b", "QM03=c", "PC01=c"),
    "downtime_without_machines": ("EM01=e EC02=c", "EM01=d", "EC02=d"),
    "plan_without_machines": ("PP03=e EC02=c", "PP03=d", "EC02=d"),
    "plan_revised_without_data": ("LS01=e IS05=b", "LS01=d", "IS05=c"),
}
"""Those that the quick scan asks as well."""

CONTRADICTING: dict[str, dict[str, tuple[str, ...]]] = {
    "quick-scan": SMART,
    "smart-factory": SMART
    | {
        "lot_without_conditions": ("QM03=e PC05=c", "QM03=d", "PC05=d"),
        "erp_without_results": ("IS01=e PC01=c", "IS01=d", "PC01=d"),
        "conditions_without_sensors": ("PC05=e EC01=c", "PC05=d", "EC01=d"),
        "trend_without_values": ("QM05=e QM04=c", "QM05=d", "QM04=d"),
        "plan_without_results": ("PP04=e PC01=c", "PP04=d", "PC01=d"),
        "stock_without_receipts": ("LG02=e LG01=b", "LG02=d", "LG01=c"),
        "productivity_without_system": ("PF01=e PC01=c", "PF01=d", "PC01=d"),
        "defects_without_system": ("PF02=e QM01=c", "PF02=d", "QM01=d"),
        "orders_out_without_results": ("PC02=e PC01=c", "PC02=d", "PC01=d"),
        "times_without_results": ("PP01=e PC01=c", "PP01=d", "PC01=d"),
        "alarms_without_machines": ("EM03=e EC02=c", "EM03=d", "EC02=d"),
        "tools_without_machines": ("EM04=e EC02=c", "EM04=d", "EC02=d"),
        "upkeep_without_sensors": ("EM02=e EC01=c", "EM02=d", "EC01=d"),
        "diagnosis_without_sensors": ("EC04=e EC01=c", "EC04=d", "EC01=d"),
        "cause_without_conditions": ("QM02=e PC05=c", "QM02=d", "PC05=d"),
        "receipts_without_orders": ("LG01=e IS01=c", "LG01=d", "IS01=d"),
        "shipping_without_orders": ("LG04=e PP02=c", "LG04=d", "PP02=d"),
        "partner_without_orders": ("IS04=e PP02=c", "IS04=d", "PP02=d"),
        "cost_without_system": ("PF03=e IS01=c", "PF03=d", "IS01=d"),
        "delivery_without_shipping": ("PF04=e LG04=c", "PF04=d", "LG04=d"),
    },
    "ict-iot-adoption": {
        "mes_without_input": (
            "TU05=d TU07=a TU12=a TU16=a",
            "TU05=c",
            "TU07=b",
            "TU12=b",
            "TU16=b",
        ),
        "aps_without_orders": ("TU06=d TU01=a TU05=a", "TU06=c", "TU01=b", "TU05=b"),
        "plm_without_cad": ("TU04=d TU03=a", "TU04=c", "TU03=b"),
        "spc_without_values": (
            "TU08=d TU07=a TU09=a TU10=a",
            "TU08=c",
            "TU07=b",
            "TU09=b",
            "TU10=b",
        ),
        "watch_without_signals": ("TU13=d TU11=a TU12=a", "TU13=c", "TU11=b", "TU12=b"),
        "watch_without_network": ("TU13=d TU21=a", "TU13=c", "TU21=b"),
        "cart_without_network": ("TU20=d TU21=a TU22=a", "TU20=c", "TU21=b", "TU22=b"),
        "cloud_without_internet": ("TU23=d DB02=no", "TU23=c", "DB02=yes"),
        "ai_without_data": ("TU26=d TU25=a", "TU26=c", "TU25=b"),
        "twin_without_sensors": ("TU27=d TU12=a", "TU27=c", "TU12=b"),
        "asset_standard_without_network": ("TU28=d TU21=a", "TU28=c", "TU21=b"),
        "online_orders_without_channel": (
            "DB08=yes DB06=no TU02=a",
            "DB08=no",
            "DB06=yes",
            "TU02=b",
        ),
    },
    "ai-readiness": {
        "link_without_conditions": ("AX06=c AX03=a", "AX06=b", "AX03=b"),
        "store_without_data": ("AX05=c AX03=a AX04=a", "AX05=b", "AX03=b", "AX04=b"),
        "labels_without_results": ("AX08=c AX04=a", "AX08=b", "AX04=b"),
        "causes_without_link": ("AX09=d AX06=b", "AX09=c", "AX06=c"),
        "alarm_without_values": ("AX10=d AX03=b", "AX10=c", "AX03=c"),
        "model_without_labels": ("AX11=c AX08=a", "AX11=b", "AX08=b"),
        "care_without_model": ("AX12=c AX11=b", "AX12=b", "AX11=c"),
        "use_without_model": ("AX13=c AX11=a", "AX13=b", "AX11=b"),
        "action_without_signals": ("AX13=d AX03=b", "AX13=c", "AX03=c"),
        "target_without_baseline": ("AX19=d AX20=a", "AX19=c", "AX20=b"),
        "signed_plan_without_problem": ("AX18=d AX01=a", "AX18=c", "AX01=b"),
    },
    "hidden-champion": {
        "top_rank_without_export": ("HM01=3 HX01=0 HX02=0", "HM01=4", "HX01=1", "HX02=1"),
        "world_before_domestic": ("HM01=4 HM03=5", "HM01=5", "HM03=4"),
        "exports_without_share": ("HX01=1 HX02=0", "HX01=0", "HX02=1"),
        "countries_without_exports": ("HX03=1 HX01=0 HX02=0", "HX03=0", "HX01=1", "HX02=1"),
        "growth_against_sales": (
            "HG05=d HG01=100 HG02=101 HG03=102",
            "HG05=c",
            "HG01=101",
            "HG03=101",
        ),
        "institute_without_spending": ("HT03=d HT01=0", "HT03=c", "HT01=1"),
        "new_sales_without_new_product": ("HG06=10 HT04=a", "HG06=9", "HT04=b"),
    },
    "regeneration": {
        "new_building_leaks": ("RB01=5 RB02=a", "RB01=6", "RB02=b"),
        "old_machines_replaced_yearly": ("RE01=25 RE03=d", "RE01=24", "RE03=c"),
        "accidents_without_people": ("RH01=e RH02=3", "RH01=d", "RH02=2"),
        "saving_without_bills": ("RG02=e EN01=a", "RG02=d", "EN01=b"),
        "own_brand_one_customer": ("RS02=e RS01=90", "RS02=d", "RS01=89"),
        "full_without_orders": ("RU01=95 RU02=a", "RU01=94", "RU02=b"),
    },
    "outcome": {
        "reached_without_use": (
            "OU01=a OP1B=10 OP1T=12 OP1A=12",
            "OU01=b",
            "OP1T=10",
            "OP1A=11",
        ),
        "recorded_without_use": ("OU02=d OU01=b", "OU02=c", "OU01=c"),
        "figures_without_records": ("OU04=d OU02=a", "OU04=c", "OU02=b"),
        "output_target_below": ("OP1T=9 OP1B=10", "OP1T=10", "OP1B=9"),
        "reject_target_above": ("OQ1T=4 OQ1B=3", "OQ1T=3", "OQ1B=4"),
    },
}
