/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every bench by its C identifier, a paragraph a question, in the order in which they are shown.
 * A question's first bench is what its others are compared with.
 */
#define PB_PV(x) B(x##_direct) B(x##_rethunk) B(x##_indirect) B(x##_retpoline)
#define PB_OVERLAP(n) B(work_##n) B(wrmsr_overlap_##n) B(wrmsrns_overlap_##n)

/* calibrate */
B(empty) B(nop) B(imul_chain) B(add_chain) B(load_hit) B(issue_width)

/* msr-write */
B(wrmsr) B(wrmsr_cs) B(wrmsr_ds) B(wrmsr_nop) B(wrmsrns) B(wrmsrns_imm) B(wrmsr_8) B(wrmsrns_8)
PB_OVERLAP(0) PB_OVERLAP(24) PB_OVERLAP(51) PB_OVERLAP(99) PB_OVERLAP(201) PB_OVERLAP(399)
B(wrmsr_fs_base) B(wrmsrns_fs_base)
B(wrmsr_tsc_aux) B(wrmsrns_tsc_aux)
B(wrmsr_sysenter_esp) B(wrmsrns_sysenter_esp)
B(wrmsr_spec_ctrl) B(wrmsrns_spec_ctrl)
B(wrfsbase) B(wrgsbase) B(rdmsr) B(rdmsr_imm) B(rdpmc) B(rdtsc) B(rdtscp) B(cpuid)

/* msr-call */
B(wrmsr_native) PB_PV(wrmsr_pv)
B(wrmsr_pv_prologue) B(wrmsr_native_abi) B(wrmsr_marshal)
B(linux_wrmsr) B(linux_wrmsr_safe)

/* msr-fault */
B(fault_extable) B(fault_error_branch) B(fault_asm_goto) B(fault_check_first)
B(switch_extable) B(switch_error_branch) B(switch_asm_goto)
B(fault_extable_taken) B(fault_error_branch_taken) B(fault_asm_goto_taken)
B(fault_check_first_taken)

/* irq-off-on */
B(cli_sti) B(cli) B(sti) B(irq_nop)
PB_PV(pv_cli_sti) PB_PV(pv_cli) PB_PV(pv_sti) PB_PV(pv_nop)
B(linux_irq_off_on)

/* irq-save */
B(pushf_pop) B(pushf_pop_cli) PB_PV(pv_save)
B(linux_save_flags) B(linux_irq_save)

/* irq-restore */
B(popf_0_0) B(popf_0_1) B(popf_1_1) B(popf_1_0)
B(test_sti_0_0) B(test_sti_0_1) B(test_sti_1_1) B(test_sti_debug)
B(test_sti_steady) B(test_sti_random) B(popf_random)
PB_PV(pv_restore)
B(linux_irq_restore) B(linux_irq_restore_on)

/* irq-pair */
B(pair_popf_1) B(pair_sti_1) B(pair_popf_0) B(pair_sti_0) PB_PV(pair_pv)
B(linux_irq_save_restore) B(linux_irq_save_restore_nested)

/* dispatch */
B(dispatch_inline) B(dispatch_nop5) B(dispatch_jmp) B(dispatch_test)
B(dispatch_direct) B(dispatch_rethunk) B(dispatch_indirect) B(dispatch_retpoline)
B(linux_alternative) B(linux_jump_label_off) B(linux_jump_label_on)
B(linux_boot_cpu_has) B(linux_cpu_feature_enabled)
B(linux_static_call) B(linux_call) B(linux_indirect_call)

/* pv-read-cr2, and so on: a question a line */
B(read_cr2) PB_PV(pv_read_cr2)
B(read_cr3) PB_PV(pv_read_cr3)
B(write_cr3) PB_PV(pv_write_cr3) B(write_cr3_noflush) PB_PV(pv_write_cr3_noflush)
B(swapgs) PB_PV(pv_swapgs)
B(mov64) PB_PV(pv_mov64)
B(wbinvd) B(wbinvd_direct) B(wbinvd_indirect)

/* entry, entry-user */
B(entry_int) B(entry_int3) B(entry_ud2) B(entry_gp) B(entry_pf) B(entry_int1) B(entry_step)
B(entry_int_fred) B(entry_int3_fred) B(entry_int1_fred) B(entry_ud2_fred) B(entry_gp_fred)
B(entry_pf_fred)
B(entry_int_user) B(entry_int3_user) B(entry_ud2_user) B(entry_gp_user) B(entry_pf_user)
B(entry_int1_user) B(entry_step_user)
B(entry_int_fred_user) B(entry_int3_fred_user) B(entry_int1_fred_user) B(entry_ud2_fred_user)
B(entry_gp_fred_user) B(entry_pf_fred_user)

/* entry-ist, entry-ist-user */
B(stack_same) B(stack_ist) B(int3_ist) B(ud2_ist) B(gp_ist) B(pf_ist) B(int1_ist) B(step_ist)
B(stack_moved) B(stack_saved) B(stack_atomic) B(stack_nmi)
B(stack_same_user) B(stack_ist_user) B(int3_ist_user) B(ud2_ist_user) B(gp_ist_user)
B(pf_ist_user) B(int1_ist_user) B(step_ist_user)
B(stack_moved_user) B(stack_saved_user) B(stack_atomic_user) B(stack_nmi_user)

/* entry-paranoid, entry-paranoid-user */
B(paranoid_none) B(paranoid_rdmsr) B(paranoid_fsgsbase)
B(paranoid_cr3_same) B(paranoid_cr3) B(paranoid_noflush) B(paranoid_ibrs)
B(paranoid_all) B(paranoid_all_fsgsbase)
B(paranoid_none_user) B(paranoid_rdmsr_user) B(paranoid_fsgsbase_user)
B(paranoid_cr3_same_user) B(paranoid_cr3_user) B(paranoid_noflush_user) B(paranoid_ibrs_user)
B(paranoid_all_user) B(paranoid_all_fsgsbase_user)

/* entry-irq, apic */
B(xapic_self_ipi) B(xapic_self_ipi_user) B(xapic_hlt)
B(x2apic_self_ipi) B(x2apic_icr_self) B(x2apic_hlt)
B(xapic_read_id) B(xapic_read_tpr) B(xapic_write_tpr) B(xapic_eoi) B(xapic_read_icr)
B(x2apic_read_id) B(x2apic_read_tpr) B(x2apic_write_tpr) B(x2apic_eoi) B(x2apic_eoi_fenced)

/* entry-return, entry-return-user, entry-return-self */
B(return_iret) B(return_popf_ret) B(return_ret) B(return_iret_if) B(return_sti_ret)
B(return_iret_user) B(return_lret_user) B(return_popf_lret_user)
B(iret_to_self) B(lret_to_self)

/* entry-swapgs, entry-swapgs-user, gs-index */
B(swapgs_none) B(swapgs_always) B(swapgs_branch) B(swapgs_lfence)
B(swapgs_none_user) B(swapgs_always_user) B(swapgs_branch_user) B(swapgs_lfence_user)
B(load_gs_swapgs) B(lkgs)

/* entry-slow-path */
B(slow_none) B(slow_key_off) B(slow_flag_off) B(slow_always) B(slow_key_on) B(slow_flag_on)

/* entry-context */
B(context_none) B(context_irq) B(context_user) B(context_both) B(context_nesting)
B(context_atomic)
B(context_irq_4_2) B(context_nested_4_3) B(context_user_4_3) B(context_both_4_3)
B(context_user_6_1) B(context_irq_6_1)

/* entry-handler */
B(exit_asm) B(exit_asm_saved) B(exit_asm_cleared) B(exit_c) B(exit_c_cleared)

/* entry-pti-user, entry-mitigations-user, mitigations */
B(pti_int_none) B(pti_int) B(pti_int_noflush)
B(pti_syscall_none) B(pti_syscall) B(pti_syscall_noflush)
B(mitigations_none) B(mitigations_verw) B(mitigations_rsb) B(mitigations_bhb)
B(mitigations_untrain) B(mitigations_ibrs) B(mitigations_ibpb)
B(rsb_fill) B(bhb_clear)

/* syscall, usergs-sysret64 */
B(syscall_sysret) B(syscall_iret) B(syscall_bare) B(syscall_fred) B(sysenter_sysexit)
B(call_gate) B(call_gate_user)
B(usergs_native) B(usergs_pv)
B(usergs_frame_native) B(usergs_frame_xen) B(usergs_frame_dropped)

#undef PB_PV
#undef PB_OVERLAP
