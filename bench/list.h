/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every bench by its C identifier, a paragraph a question, in the order in which they are shown.
 * A question's first bench is what its others are compared with.
 */
#define PB_PV(x) B(x##_direct) B(x##_rethunk) B(x##_indirect) B(x##_retpoline)
#define PB_THUNKS(x) B(x##_unret) B(x##_srso) B(x##_srso_alias) B(x##_its) B(x##_callthunk)
#define PB_OVERLAPS(x) B(x##_0) B(x##_24) B(x##_51) B(x##_99) B(x##_201) B(x##_399)
#define PB_FORMS(x) \
	B(x##_extable) B(x##_error_branch) B(x##_error_branch_ud2) B(x##_fixup_stub) \
	B(x##_asm_goto) B(x##_asm_goto_ud2) B(x##_check_first)

/* calibrate */
B(empty) B(nop) B(imul_chain) B(add_chain) B(load_hit) B(issue_width)

/* msr-write */
B(wrmsr_sysenter_esp) B(wrmsr_sysenter_esp_cs) B(wrmsr_sysenter_esp_ds) B(wrmsr_sysenter_esp_nop)
B(wrmsrns_sysenter_esp) B(wrmsrns_sysenter_esp_imm)
B(wrmsr_sysenter_esp_8) B(wrmsrns_sysenter_esp_8)
B(wrmsr) B(wrmsr_cs) B(wrmsr_ds) B(wrmsr_nop) B(wrmsrns) B(wrmsrns_imm) B(wrmsr_8) B(wrmsrns_8)
PB_OVERLAPS(work)
PB_OVERLAPS(wrmsr_sysenter_esp_overlap) PB_OVERLAPS(wrmsrns_sysenter_esp_overlap)
PB_OVERLAPS(wrmsr_overlap) PB_OVERLAPS(wrmsrns_overlap)
B(wrmsr_fs_base) B(wrmsrns_fs_base)
B(wrmsr_tsc_aux) B(wrmsrns_tsc_aux)
B(wrmsr_spec_ctrl) B(wrmsrns_spec_ctrl)
B(wrfsbase) B(wrgsbase) B(rdmsr) B(rdmsr_imm) B(rdpmc) B(rdtsc) B(rdtscp) B(cpuid)

/* msr-call */
B(wrmsr_native) PB_PV(wrmsr_pv) PB_THUNKS(wrmsr_pv)
B(wrmsr_native_spill) B(wrmsr_pv_spill)
B(wrmsr_pv_prologue) B(wrmsr_native_abi) B(wrmsr_marshal)
B(linux_wrmsr) B(linux_wrmsr_safe) B(linux_rdmsr) B(linux_rdmsr_safe)

/* msr-fault */
PB_FORMS(wrmsr) PB_FORMS(rdmsr)
B(switch_extable) B(switch_error_branch) B(switch_asm_goto)
B(switch_guest_extable) B(switch_guest_error_branch) B(switch_guest_asm_goto)
B(fault_extable_taken) B(fault_error_branch_taken) B(fault_fixup_stub_taken) B(fault_asm_goto_taken)
B(fault_check_first_taken)

/* irq-off-on */
B(cli_sti) B(cli) B(sti) B(irq_nop)
B(sti_cli) B(sti_nop_cli) B(cli_cli_sti) B(cli_sti_sti) B(sti_sti_cli) B(sti_cli_cli)
PB_PV(pv_cli_sti) PB_THUNKS(pv_cli_sti)
PB_PV(pv_cli) B(pv_cli_callee_save) PB_PV(pv_sti) B(pv_sti_callee_save)
PB_PV(pv_nop) PB_THUNKS(pv_nop)
PB_OVERLAPS(cli_overlap) PB_OVERLAPS(sti_overlap)
B(linux_irq_off_on)

/* irq-save */
B(pushf_pop) B(pushf_pop_cli) PB_PV(pv_save) PB_THUNKS(pv_save) B(pv_save_callee_save)
B(linux_save_flags) B(linux_irq_save)

/* irq-restore */
B(popf_0_0) B(restore_native) B(popf_0_1) B(popf_1_1) B(popf_1_0)
B(test_sti_0_0) B(test_sti_0_1) B(test_sti_1_1) B(test_sti_debug)
B(test_sti_steady) B(test_sti_random) B(popf_random) PB_OVERLAPS(popf_overlap)
PB_PV(pv_restore) PB_THUNKS(pv_restore) B(pv_restore_callee_save)
B(linux_irq_restore) B(linux_irq_restore_0_1) B(linux_irq_restore_on) B(linux_irq_restore_1_0)
B(linux_raw_enable_disable) B(linux_raw_enable)

/* irq-pair */
B(pair_popf_1) B(pair_sti_1) B(pair_popf_0) B(pair_sti_0) PB_PV(pair_pv)
B(linux_irq_save_restore) B(linux_irq_save_restore_nested)

/* dispatch */
B(dispatch_inline) B(dispatch_nop5) B(dispatch_jmp) B(dispatch_test)
B(dispatch_direct) B(dispatch_rethunk) PB_THUNKS(dispatch)
B(dispatch_indirect) B(dispatch_retpoline)
B(linux_alternative) B(linux_jump_label_off) B(linux_jump_label_on)
B(linux_boot_cpu_has) B(linux_cpu_feature_enabled)
B(linux_static_call) B(linux_call) B(linux_indirect_call)

/* pv-read-cr2, and so on: a question a line */
B(read_cr2) PB_PV(pv_read_cr2)
B(read_cr3) PB_PV(pv_read_cr3)
B(write_cr3) PB_PV(pv_write_cr3) B(write_cr3_noflush) PB_PV(pv_write_cr3_noflush)
B(swapgs) B(swapgs_once) PB_PV(pv_swapgs)
B(mov64) PB_PV(pv_mov64)
B(wbinvd) B(wbinvd_direct) B(wbinvd_indirect)

/* entry, entry-user */
B(entry_int) B(entry_int3) B(entry_ud2) B(entry_gp) B(entry_pf) B(entry_int_fred)
B(entry_int_user) B(entry_int3_user) B(entry_ud2_user) B(entry_gp_user) B(entry_pf_user)

/* entry-ist, entry-ist-user */
B(stack_same) B(stack_ist) B(stack_moved)
B(stack_same_user) B(stack_ist_user) B(stack_moved_user)

/* entry-return */
B(return_iret) B(return_popf_ret) B(return_ret) B(return_iret_if) B(return_sti_ret)

/* entry-swapgs, entry-swapgs-user */
B(swapgs_none) B(swapgs_always) B(swapgs_branch)
B(swapgs_none_user) B(swapgs_always_user) B(swapgs_branch_user)

/* entry-slow-path */
B(slow_none) B(slow_key_off) B(slow_flag_off) B(slow_always) B(slow_key_on) B(slow_flag_on)

/* entry-context */
B(context_none) B(context_irq) B(context_user) B(context_both) B(context_nesting)
B(context_atomic)

/* entry-handler */
B(exit_asm) B(exit_asm_saved) B(exit_c)

/* syscall, usergs-sysret64 */
B(syscall_sysret) B(syscall_iret) B(syscall_bare) B(syscall_fred)
B(usergs_native) B(usergs_pv)

#undef PB_PV
#undef PB_THUNKS
#undef PB_OVERLAPS
#undef PB_FORMS
